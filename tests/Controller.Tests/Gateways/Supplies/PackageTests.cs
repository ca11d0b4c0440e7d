using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Supplies;

public sealed class PackageTests : IAsyncDisposable
{
    private const string Id = "gw-620321104200";
    private static readonly byte[] Program = RandomNumberGenerator.GetBytes(40_000);

    private readonly SigningKey _release = SigningKey.Create();
    private readonly TownHost _town = new();

    public PackageTests()
    {
        var file = Path.Combine(_town.DataFolder, "release.pub");
        File.WriteAllText(file, PemEncoding.WriteString("PUBLIC KEY", _release.PublicKey.Span));
        _town.Settings["Supplies:ReleaseKey"] = file;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _release.Dispose();
        await _town.DisposeAsync();
    }

    [Fact]
    public async Task A_package_that_the_release_key_signed_lies_on_the_shelf_under_its_hash()
    {
        var package = Package("1.4.0");
        await using var gateway = await FakeGateway.EnrolAsync(_town, Id);
        using var http = FakeGateway.HttpsOf(_town, gateway.Certificate);

        using var answer = await PostAsync(package);
        using var older = await PostAsync(Package("1.3.9"));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (answer.StatusCode, older.StatusCode));
        var kept = await _town.GetAsync<List<PackageView>>("/api/packages");
        Assert.Equal(["1.4.0", "1.3.9"], kept.Select(view => view.Version));
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(package)), package.Length, "arm64"), (kept[0].Sha256, kept[0].Bytes, kept[0].Architecture));
        Assert.Equal(package, await http.GetByteArrayAsync($"{GatewayPaths.Package}/{kept[0].Sha256}", Stop));
    }

    [Theory]
    [InlineData("another key", "The release key did not sign it (UnknownKey).")]
    [InlineData("no package", "It is no package of the agent.")]
    [InlineData("another program", "'cloudbroadcast-agent' in it is not what was released.")]
    [InlineData("cut off", "in it is not what was released.")]
    public async Task What_the_release_key_did_not_sign_is_not_kept(string what, string sentence)
    {
        using var stranger = SigningKey.Create();
        var package = what switch
        {
            "another key" => Package("1.4.0", stranger),
            "no package" => RandomNumberGenerator.GetBytes(1000),
            "another program" => Package("1.4.0", content: [.. Program.Reverse()]),
            _ => Package("1.4.0")[..^20_000],
        };

        using var answer = await PostAsync(package);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(sentence, (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(await _town.GetAsync<List<PackageView>>("/api/packages"));
        Assert.Empty(Directory.GetFiles(Path.Combine(_town.DataFolder, "packages")));
    }

    [Fact]
    public async Task A_town_without_a_release_key_takes_no_package()
    {
        _town.Settings.Remove("Supplies:ReleaseKey");

        using var answer = await PostAsync(Package("1.4.0"));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("Supplies:ReleaseKey", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_is_too_long_is_refused()
    {
        _town.Settings["Supplies:LongestPackage"] = "1048576";

        using var answer = await PostAsync(new byte[1_048_577]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private Task<HttpResponseMessage> PostAsync(byte[] package)
    {
        var body = new ByteArrayContent(package);
        body.Headers.ContentType = new("application/octet-stream");
        return _town.Http.PostAsync("/api/packages", body, Stop);
    }

    private byte[] Package(string version, SigningKey? key = null, byte[]? content = null)
    {
        var release = new Release
        {
            Version = WireVersion.Current,
            Name = Release.AgentName,
            ReleaseVersion = version,
            Architecture = "arm64",
            Files = [new ReleaseFile { Name = Release.AgentName, Bytes = Program.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(Program)), Executable = true }],
        };
        using var package = new MemoryStream();
        ReleasePackage.Write(package, release, key ?? _release, _ => new MemoryStream(content ?? Program));
        return package.ToArray();
    }
}
