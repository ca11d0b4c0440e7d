using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MQTTnet.Exceptions;

namespace CloudBroadcast.Controller.Gateways.Enrolment;

public sealed class EnrolmentTests : IAsyncDisposable
{
    private const string Id = "gw-620321104200";
    private const string Other = "gw-620321104201";

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly TownHost _town;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public EnrolmentTests() => _town = new TownHost { Replace = services => services.AddSingleton<TimeProvider>(_time) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_of_the_API_brings_certificate_and_signed_configuration_and_the_gateway_connects()
    {
        var made = await MakeCodeAsync(Id);
        Assert.True(EnrolmentCode.TryParse(made.Code, out var code));
        Assert.True(code.Pins(_town.Get<TownCertificateAuthority>().RootCertificate));
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromHours(1), made.ExpiresAt);
        Assert.Equal($"cloudbroadcast-agent enroll https://localhost:{_town.Get<Listening>().GatewayHttps.Port} {made.Code}", made.Command);
        Assert.StartsWith("<svg", made.QrSvg, StringComparison.Ordinal);

        using var response = await FakeGateway.PostAsync(_town, code.Secret, _key);

        var answer = await AnswerAsync(response);
        using var certificate = X509Certificate2.CreateFromPem(answer.Certificate);
        Assert.Equal("CN=" + Id, certificate.Subject);
        using var keys = new TrustedKeys();
        keys.Add(_town.Get<SigningKeys>().For(SigningPurpose.Ordinary).PublicKey);
        Assert.True(ConfigurationCodec.TryOpen(answer.Configuration, keys, out var configuration, out _));
        Assert.Equal((Id, 1, "Asia/Shanghai", 7_200_000, 20), (configuration.Gateway, configuration.Revision, configuration.TimeZone, configuration.LongestPlayMs, configuration.StartsPerHour));
        Assert.Equal([OrderClass.Emergency, OrderClass.Exercise, OrderClass.Ordinary], configuration.Keys.SelectMany(key => key.Classes).OrderBy(name => name.ToString()));
        await using var gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ConnectAsync();
        Assert.True((await _town.GetAsync<GatewayView>($"/api/gateways/{Id}")).HasCertificate);
    }

    [Theory]
    [InlineData("used")]
    [InlineData("expired")]
    [InlineData("voided by a newer one")]
    [InlineData("voided by a revocation")]
    [InlineData("unknown")]
    public async Task A_code_gets_one_same_refusal_that_is(string what)
    {
        var code = await FakeGateway.CodeAsync(_town, Id);
        switch (what)
        {
            case "used":
                (await FakeGateway.PostAsync(_town, code.Secret, _key)).EnsureSuccessStatusCode();
                break;
            case "expired":
                _time.Advance(TimeSpan.FromHours(1));
                break;
            case "voided by a newer one":
                await FakeGateway.CodeAsync(_town, Id);
                break;
            case "voided by a revocation":
                (await _town.Http.PostAsJsonAsync($"/api/gateways/{Id}/revoke", new { reason = "被盗" }, Stop)).EnsureSuccessStatusCode();
                break;
        }

        using var response = await FakeGateway.PostAsync(_town, what == "unknown" ? "ZZZZZZZZ" : code.Secret, _key);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            """{"status":403,"detail":"This code is not good. A code can be used once, within its time; ask for a new one."}""",
            await response.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task A_code_is_good_until_the_last_second_of_its_hour()
    {
        var code = await FakeGateway.CodeAsync(_town, Id);
        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await FakeGateway.PostAsync(_town, code.Secret, _key)).StatusCode);
    }

    [Fact]
    public async Task A_code_makes_the_certificate_of_the_gateway_it_was_made_for_and_of_no_other()
    {
        await using var enrolled = await FakeGateway.EnrolAsync(_town, Other);
        var answer = await AnswerAsync(await FakeGateway.PostAsync(_town, (await FakeGateway.CodeAsync(_town, Id)).Secret, _key));

        Assert.Equal(Id, answer.Gateway);
        using var foreign = FakeGateway.WithKey(X509Certificate2.CreateFromPem(answer.Certificate), _key);
        var own = enrolled.Certificate;
        enrolled.Certificate = foreign;
        await Assert.ThrowsAsync<MqttCommunicationException>(() => enrolled.ConnectAsync());
        own.Dispose();
    }

    [Fact]
    public async Task Of_two_gateways_that_use_a_code_at_once_one_is_enrolled()
    {
        var code = await FakeGateway.CodeAsync(_town, Id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => FakeGateway.PostAsync(_town, code.Secret, _key)));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task A_bad_request_is_answered_in_a_line_and_leaves_the_code_good()
    {
        var code = await FakeGateway.CodeAsync(_town, Id);
        using var rsa = RSA.Create(2048);
        using var http = FakeGateway.HttpsOf(_town);
        var request = new EnrolmentRequest
        {
            Version = 1,
            Secret = code.Secret,
            CertificateRequest = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem(),
        };
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(http, WireJson.Write(request))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(http, WireJson.Write(request with { Version = 2 }))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(http, "{}"u8.ToArray())).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(http, new byte[20_000])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await FakeGateway.PostAsync(_town, code.Secret, _key)).StatusCode);
    }

    [Fact]
    public async Task Whoever_tries_codes_is_stopped_after_ten_in_a_minute()
    {
        for (var count = 0; count < EnrolmentAllowance.ByAddress; count++)
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await FakeGateway.PostAsync(_town, $"ZZZZZZZ{count}", _key)).StatusCode);
        }

        var code = await FakeGateway.CodeAsync(_town, Id);
        using var stopped = await FakeGateway.PostAsync(_town, code.Secret, _key);
        Assert.Equal(HttpStatusCode.TooManyRequests, stopped.StatusCode);
        Assert.Equal("60", stopped.Headers.GetValues("Retry-After").Single());

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await FakeGateway.PostAsync(_town, code.Secret, _key)).StatusCode);
    }

    [Fact]
    public void All_together_try_sixty_in_a_minute_and_good_ones_do_not_count()
    {
        var allowance = new EnrolmentAllowance(_time);
        for (var count = 0; count < EnrolmentAllowance.ByAll; count++)
        {
            allowance.Return(allowance.Take("good", out _)!);
            Assert.NotNull(allowance.Take($"10.0.0.{count}", out _));
        }

        Assert.Null(allowance.Take("good", out var wait));
        Assert.Equal(TimeSpan.FromMinutes(1), wait);
    }

    [Fact]
    public async Task The_database_and_its_log_hold_no_code()
    {
        var code = await FakeGateway.CodeAsync(_town, Id);
        await FakeGateway.PostAsync(_town, code.Secret, _key);
        await FakeGateway.PostAsync(_town, code.Secret, _key);
        await using var database = _town.OpenDatabase();
        Assert.Equal(
            [(Id, "gateway.enrol"), ("nobody", "gateway.enrolRefused")],
            await database.AuditEntries.Where(entry => entry.Action.StartsWith("gateway.")).OrderBy(entry => entry.Number)
                .Select(entry => ValueTuple.Create(entry.Who, entry.Action)).ToListAsync(Stop));
        var record = await database.EnrolmentCodes.AsNoTracking().SingleAsync(Stop);
        Assert.Equal(32, record.Hash.Length);
        Assert.NotEqual(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(code.Secret)), record.Hash);
        foreach (var file in Directory.GetFiles(_town.DataFolder, "town.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(code.Secret, await reader.ReadToEndAsync(Stop), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_HTTPS_port_serves_enrolment_alone_and_the_console_s_port_does_not()
    {
        using var https = FakeGateway.HttpsOf(_town);
        Assert.Equal(_town.Get<TownCertificateAuthority>().RootPem, await https.GetStringAsync(GatewayPaths.Authority, Stop));
        foreach (var path in new[] { "/", "/api/gateways", "/healthz", "/openapi/v1.json", GatewayPaths.Enrolment, GatewayPaths.Authority + "/" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await https.GetAsync(path, Stop)).StatusCode);
        }

        using var plain = _town.Http;
        Assert.NotEqual(HttpStatusCode.OK, (await plain.GetAsync(GatewayPaths.Authority, Stop)).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await plain.PostAsync(GatewayPaths.Enrolment, null, Stop)).StatusCode);
    }

    [Fact]
    public async Task The_command_makes_a_code_beside_the_running_controller()
    {
        _town.Start();
        var code = await EnrolmentCodeCommand.RunAsync(["--gateway", Id, "--Storage:DataFolder", _town.DataFolder]);
        Assert.Equal(0, code);
        await using var database = _town.OpenDatabase();
        Assert.Equal((Id, "command line"), await database.EnrolmentCodes.Select(made => ValueTuple.Create(made.GatewayId, made.MadeBy)).SingleAsync(Stop));
    }

    [Theory]
    [InlineData]
    [InlineData("--gateway", "gw-1")]
    public async Task The_command_ends_with_2_when_it_can_t_be_done(params string[] args) =>
        Assert.Equal(2, await EnrolmentCodeCommand.RunAsync([.. args, "--Storage:DataFolder", _town.DataFolder]));

    public ValueTask DisposeAsync()
    {
        _key.Dispose();
        return _town.DisposeAsync();
    }

    private async Task<EnrolmentCodeView> MakeCodeAsync(string id)
    {
        using var response = await _town.Http.PostAsync($"/api/gateways/{id}/enrolment-code", null, Stop);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<EnrolmentCodeView>(TownHost.Json, Stop))!;
    }

    private static async Task<EnrolmentAnswer> AnswerAsync(HttpResponseMessage response)
    {
        Assert.True(WireJson.TryRead<EnrolmentAnswer>(await response.Content.ReadAsByteArrayAsync(Stop), out var answer, out var problem), problem);
        return answer;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, byte[] body) =>
        http.PostAsync(GatewayPaths.Enrolment, new ByteArrayContent(body), Stop);
}
