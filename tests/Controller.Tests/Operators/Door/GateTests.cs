using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using CloudBroadcast.Controller.Areas;
using Microsoft.AspNetCore.Authorization;

namespace CloudBroadcast.Controller.Operators.Door;

public sealed class GateTests(TownHost town) : IClassFixture<TownHost>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/login")]
    [InlineData("/api/areas")]
    [InlineData("/healthz")]
    public async Task A_forged_host_is_refused(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "evil.example" } };
        using var answer = await town.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("evil.example", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_the_operator_allows_is_served()
    {
        await using var named = new TownHost { Settings = { ["Host:AllowedHosts:0"] = "town.example", ["Gateways:ServerNames:0"] = "10.1.2.3" } };
        foreach (var host in new[] { "town.example", "10.1.2.3:5080", "localhost:5080", "[::1]:5080" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz") { Headers = { Host = host } };
            using var answer = await named.Nobody.SendAsync(request, Cancellation);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, host);
        }
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task What_another_site_makes_a_browser_send_changes_nothing(string header, string value)
    {
        using var person = await People.LoginAsync(town, Role.Administrator);
        foreach (var path in new[] { "/api/broadcasts/stop", "/stop", "/logout", "/people" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { }) };
            request.Headers.Add(header, value);
            request.Headers.Add(OriginGate.Header, "1");
            using var answer = await person.SendAsync(request, Cancellation);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{path}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_session_changes_nothing_over_the_api_without_the_header_that_forms_cannot_send()
    {
        using var person = await People.LoginAsync(town, Role.Administrator);
        using var without = await person.PostAsJsonAsync("/api/broadcasts/stop", new { }, Cancellation);
        person.DefaultRequestHeaders.Add(OriginGate.Header, "1");
        using var with = await person.PostAsJsonAsync("/api/broadcasts/stop", new { }, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, without.StatusCode);
        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_of_this_site_alone_and_not_for_scripts()
    {
        var (name, password, _) = await People.MakeAsync(town, Role.Editor);
        using var person = town.Nobody;
        using var answer = await People.ShowAsync(person, "/login", ("Name", name), ("Password", password));

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("cloudbroadcast-session=", StringComparison.Ordinal));
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/api/areas")]
    [InlineData("/api/nothing-here")]
    [InlineData("/console.css")]
    public async Task Every_answer_tells_the_browser_what_we_never_do(string path)
    {
        using var answer = await town.Nobody.GetAsync(path, Cancellation);
        var headers = answer.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);

        Assert.Contains("frame-ancestors 'none'", headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("nosniff", headers["X-Content-Type-Options"]);
        Assert.Equal("DENY", headers["X-Frame-Options"]);
        Assert.Contains("microphone=(self)", headers["Permissions-Policy"], StringComparison.Ordinal);
        Assert.Equal("same-origin", headers["Cross-Origin-Opener-Policy"]);
        Assert.Equal("same-origin", headers["Referrer-Policy"]);
    }

    [Theory]
    [InlineData(nameof(Role.VillageCadre), People.VillageCode, false)]
    [InlineData(nameof(Role.VillageCadre), People.VillageCode + "01", false)]
    [InlineData(nameof(Role.VillageCadre), "620321104202", true)]
    [InlineData(nameof(Role.VillageCadre), "620321104000", true)]
    [InlineData(nameof(Role.VillageCadre), "620321", true)]
    [InlineData(nameof(Role.DutyOfficer), "620321104000", false)]
    public async Task A_cadre_speaks_in_the_own_village_and_nowhere_else(string roleName, string area, bool isRefused)
    {
        var role = Enum.Parse<Role>(roleName);
        using var person = await People.LoginAsync(town, role);
        person.DefaultRequestHeaders.Add(OriginGate.Header, "1");
        var wish = new { programmeId = Guid.Empty, areas = new[] { People.VillageCode, area } };
        using var answer = await person.PostAsJsonAsync("/api/broadcasts", wish, Cancellation);

        // Without the programme it goes no farther than the check of the request.
        Assert.Equal(isRefused ? HttpStatusCode.Forbidden : HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(isRefused, (await answer.Content.ReadAsStringAsync(Cancellation)).Contains("beyond your own", StringComparison.Ordinal));
        Assert.NotNull(AreaCode.Normalise(area));
    }

    [Theory]
    [InlineData(0, nameof(Role.DutyOfficer), true)]
    [InlineData(4, nameof(Role.DutyOfficer), true)]
    [InlineData(6, nameof(Role.DutyOfficer), false)]
    [InlineData(0, nameof(Role.Administrator), false)]
    public async Task An_emergency_needs_the_role_and_a_fresh_password(int minutesAgo, string role, bool may)
    {
        var shown = town.Get<TimeProvider>().GetUtcNow() - TimeSpan.FromMinutes(minutesAgo);
        var identity = new ClaimsIdentity([new(OperatorClaims.Role, role), new(OperatorClaims.Shown, $"{shown.ToUnixTimeSeconds()}")], Sessions.Scheme);
        var answer = await town.Get<IAuthorizationService>().AuthorizeAsync(new ClaimsPrincipal(identity), null, nameof(Right.SendEmergency));

        Assert.Equal(may, answer.Succeeded);
    }
}
