using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Operator;
using CloudBroadcast.Operator.Keys;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>The officer's tool against the real controller, up to the gateway.</summary>
public sealed class OperatorToolTests : IDisposable
{
    private const string Village = "620321104200";
    private const string Gateway = "gw-" + Village;

    private readonly string _folder = Directory.CreateTempSubdirectory("operator-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Key => Path.Combine(_folder, "operator.key");

    private string Passphrase => Path.Combine(_folder, "passphrase");

    [Fact]
    public async Task A_key_made_by_the_tool_approves_an_alert_that_a_person_has_read()
    {
        await File.WriteAllTextAsync(Passphrase, "东寨 correct horse\n", Stop);
        Assert.Equal(0, await RunAsync("", "new-key", "--out", Key, "--passphrase-file", Passphrase));
        using var key = OperatorKeyFile.Read(Key, "东寨 correct horse");
        await using var town = await CastTown.TwoHandedAsync(Gateway, key);
        await using var gateway = await town.ConnectAsync(Gateway);
        var (programme, _) = await town.AddProgrammeAsync(50, "洪水红色预警");
        using var sent = await town.PostAsync("/api/broadcasts/emergency", new { programmeId = programme.Id, areas = new[] { Village }, priority = "redAlert" });
        sent.EnsureSuccessStatusCode();

        Assert.Equal(1, await ApproveAsync(town, "no\n"));
        Assert.False(gateway.HasMore);
        Assert.Equal(0, await ApproveAsync(town, "yes\n"));

        string[] said = ["《洪水红色预警》", "红色预警", Gateway, "已取来核对，就是绑定的这个", "已签发"];
        Assert.All(said, words => Assert.Contains(words, _output.ToString(), StringComparison.Ordinal));
        Assert.Equal("洪水红色预警", (await town.NextOrderAsync(gateway)).Play!.Title);
        Assert.Equal(0, await ApproveAsync(town, ""));
        Assert.Contains("没有等待签发", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_may_only_read_signs_nothing()
    {
        await File.WriteAllTextAsync(Passphrase, "东寨 correct horse\n", Stop);
        Assert.Equal(0, await RunAsync("", "new-key", "--out", Key, "--passphrase-file", Passphrase));
        using var key = OperatorKeyFile.Read(Key, "东寨 correct horse");
        await using var town = await CastTown.TwoHandedAsync(Gateway, key);
        var (programme, _) = await town.AddProgrammeAsync(50, "洪水红色预警");
        using var sent = await town.PostAsync("/api/broadcasts/emergency", new { programmeId = programme.Id, areas = new[] { Village }, priority = "redAlert" });
        sent.EnsureSuccessStatusCode();

        Assert.Equal(1, await ApproveAsync(town, "yes\n", Right.Read));
        Assert.Contains("403", Assert.Single(_error.ToString().Trim().Split('\n')), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<int> ApproveAsync(CastTown town, string typed, params Right[] scopes)
    {
        var token = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(token, town.Host.TokenFor(scopes.Length > 0 ? scopes : [Right.Read, Right.SendEmergency]), Stop);
        return await RunAsync(typed, "approve", "--url", town.Host.Http.BaseAddress!.ToString(), "--token-file", token, "--key", Key, "--passphrase-file", Passphrase);
    }

    private async Task<int> RunAsync(string typed, params string[] arguments)
    {
        using var reader = new StringReader(typed);
        using var network = new SocketsHttpHandler();
        return await new OperatorTool(reader, _output, _error, network, TimeProvider.System).RunAsync(arguments);
    }
}
