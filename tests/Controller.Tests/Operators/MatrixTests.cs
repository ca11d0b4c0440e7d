using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CloudBroadcast.Controller.Operators.Door;
using CloudBroadcast.Controller.Operators.Tokens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CloudBroadcast.Controller.Operators;

/// <summary>Every endpoint by every role, by every scope and by nobody, over real HTTP.</summary>
public sealed class MatrixTests(TownHost town) : IClassFixture<TownHost>
{
    private static readonly string[] Open = ["/healthz", "/language", "/login", "/login/code", "/readyz", "/theme"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_page_is_the_table_in_the_code()
    {
        var page = RightsPage.Read();

        Assert.Equal(Enum.GetValues<Role>().Length * Enum.GetValues<Right>().Length, page.Count);
        Assert.All(page, cell => Assert.Equal(cell.Value.Length > 0, cell.Key.Role.Has(cell.Key.Right)));
        Assert.All(page, cell => Assert.Equal(
            cell.Value == "own area", cell.Value.Length > 0 && cell.Key.Right is Right.Speak or Right.Stop && cell.Key.Role is Role.VillageCadre && cell.Value.Length > 0));
    }

    [Fact]
    public void Every_endpoint_names_a_right_or_is_one_of_the_few_open_ones()
    {
        var bare = Endpoints().Where(endpoint => RightOf(endpoint) is null && !IsFile(endpoint)).Select(endpoint => endpoint.RoutePattern.RawText!);

        Assert.Equal(Open, bare.Distinct().Select(path => "/" + path.TrimStart('/')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_is_changed_by_who_may_only_read()
    {
        string[] ownAffairs = ["/api/reauthenticate", "/logout"];
        var changing = Endpoints().Where(endpoint => RightOf(endpoint) is Right.Read or Right.ReadAudit or Right.ReadSettings
            && MethodsOf(endpoint).Any(method => method is not ("GET" or "HEAD")) && !IsPage(endpoint) && !IsFramework(endpoint));

        Assert.Equal(ownAffairs, changing.Select(endpoint => endpoint.RoutePattern.RawText).Order());
    }

    [Fact]
    public async Task Nobody_gets_past_the_door()
    {
        using var nobody = town.Nobody;
        foreach (var (endpoint, method) in Guarded())
        {
            using var answer = await nobody.SendAsync(RequestFor(endpoint, method), Cancellation);
            if (IsPage(endpoint))
            {
                Assert.StartsWith("/login", answer.Headers.Location?.PathAndQuery() ?? $"{answer.StatusCode}", StringComparison.Ordinal);
            }
            else
            {
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {endpoint.RoutePattern.RawText}: {answer.StatusCode}");
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            }
        }
    }

    public static TheoryData<string> Roles => [.. Enum.GetNames<Role>()];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_role_may_what_the_page_says_and_nothing_else(string name)
    {
        var role = Enum.Parse<Role>(name);
        var page = RightsPage.Read();
        using var person = await People.LoginAsync(town, role);
        foreach (var (endpoint, method) in Guarded())
        {
            using var answer = await person.SendAsync(RequestFor(endpoint, method), Cancellation);
            AssertAllowed(page[(role, RightOf(endpoint)!.Value)].Length > 0, endpoint, method, answer);
        }
    }

    [Fact]
    public async Task A_token_may_what_its_scopes_say_and_nothing_else()
    {
        foreach (var scope in Enum.GetValues<Right>())
        {
            using var machine = town.Nobody;
            machine.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", town.TokenFor(scope));
            foreach (var (endpoint, method) in Guarded())
            {
                using var answer = await machine.SendAsync(RequestFor(endpoint, method), Cancellation);
                AssertAllowed(RightOf(endpoint) == scope, endpoint, method, answer);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("cbt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_token_that_nobody_made_is_nobody(string secret)
    {
        using var machine = town.Nobody;
        machine.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {secret}");
        using var answer = await machine.GetAsync("/api/areas", Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.NotEqual(TokenSecret.HashOf(secret), secret);
    }

    private static void AssertAllowed(bool allowed, RouteEndpoint endpoint, string method, HttpResponseMessage answer)
    {
        var refused = answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
            || answer.Headers.Location?.ToString().Contains("/login?", StringComparison.Ordinal) == true;
        Assert.True(allowed != refused, $"{method} {endpoint.RoutePattern.RawText}: {answer.StatusCode}, allowed: {allowed}");
        if (!allowed && !IsPage(endpoint))
        {
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    private IEnumerable<RouteEndpoint> Endpoints() => town.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    // What keeps pages alive speaks no HTTP of ours.
    private IEnumerable<(RouteEndpoint Endpoint, string Method)> Guarded() => Endpoints()
        .Where(endpoint => RightOf(endpoint) is not null && !IsFramework(endpoint))
        .SelectMany(endpoint => MethodsOf(endpoint).Where(method => method is not "HEAD").Select(method => (endpoint, method)));

    private static Right? RightOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.OfType<IAllowAnonymous>().Any() ? null : endpoint.Metadata.OfType<NeedsRightAttribute>().SingleOrDefault()?.Right;

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];

    private static bool IsPage(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<PageMark>() is not null;

    private static bool IsFramework(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith('_');

    // The file server's own: what exists, and the 404 for what does not.
    private static bool IsFile(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText == "{**path:file}"
        || endpoint.Metadata.Any(item => item.GetType().Name == "StaticAssetDescriptor");

    private static HttpRequestMessage RequestFor(RouteEndpoint endpoint, string method)
    {
        var path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            _ => Guid.Empty.ToString(),
        }))));
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add(OriginGate.Header, "1");
        if (method is not "GET")
        {
            // What is sent in another form than is taken is refused before anybody asks who sent it.
            request.Content = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes[0] switch
            {
                "multipart/form-data" => new MultipartFormDataContent { { new StringContent("x"), "x" } },
                "application/octet-stream" => new ByteArrayContent([]) { Headers = { ContentType = new("application/octet-stream") } },
                _ => new StringContent("{}", Encoding.UTF8, "application/json"),
            };
        }

        return request;
    }
}
