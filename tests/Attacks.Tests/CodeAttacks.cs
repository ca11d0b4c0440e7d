using System.Net.Http.Json;
using System.Security.Cryptography;
using CloudBroadcast.Controller;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Attacks;

/// <summary>Somebody who guesses enrolment codes; with a town of its own, since guessing shuts the door for a minute.</summary>
public sealed class CodeAttacks(TownHost town) : IClassFixture<TownHost>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Code_brute_force()
    {
        using var admin = town.Http;
        using var made = await admin.PostAsync(new Uri("/api/gateways/gw-620321104207/enrolment-code", UriKind.Relative), null, Stop);
        made.EnsureSuccessStatusCode();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var http = Door();
        var request = FakeGateway.RequestFor(key);
        var answers = new List<int>();
        for (var attempt = 0; attempt < 40; attempt++)
        {
            using var answer = await http.PostAsJsonAsync(
                GatewayPaths.Enrolment, new { version = 1, secret = $"{attempt:D8}", certificateRequest = request }, Stop);
            answers.Add((int)answer.StatusCode);
        }

        Assert.DoesNotContain(200, answers);
        Assert.InRange(answers.Count(status => status == 403), 1, 20);
        Assert.Equal(429, answers[^1]);
    }

    private HttpClient Door() => new(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, server, _, _) => server?.Subject == "CN=CloudBroadcast controller" })
    {
        BaseAddress = new Uri($"https://localhost:{town.Get<Listening>().GatewayHttps.Port}"),
    };
}
