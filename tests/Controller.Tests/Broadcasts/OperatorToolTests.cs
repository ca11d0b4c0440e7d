using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Operator;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

public sealed class OperatorToolTests : IDisposable
{
    private const string Village = "620321104200";
    private const string Gateway = "gw-" + Village;
    private readonly string _folder = Directory.CreateTempSubdirectory("operator-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_made_by_the_tool_approves_an_alert_that_a_person_has_read()
    {
        var file = Path.Combine(_folder, "operator.key");
        var passphrase = Path.Combine(_folder, "passphrase");
        await File.WriteAllTextAsync(passphrase, "东寨 correct horse\n", Stop);
        Assert.Equal(0, await RunAsync("", "new-key", "--out", file, "--passphrase-file", passphrase));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        using var key = KeyFile.Read(file, "东寨 correct horse");
        Assert.Contains(key.KeyId, _output.ToString(), StringComparison.Ordinal);
        await using var town = await CastTown.TwoHandedAsync(Gateway, key);
        await using var gateway = await town.ConnectAsync(Gateway);
        var (programme, _) = await town.AddProgrammeAsync(50, "洪水红色预警");
        using var sent = await town.PostAsync("/api/broadcasts/emergency", new { programmeId = programme.Id, areas = new[] { Village }, priority = "redAlert" });
        sent.EnsureSuccessStatusCode();
        var address = town.Host.Http.BaseAddress!.ToString();
        var token = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(token, town.Host.TokenFor(Right.Read, Right.SendEmergency), Stop);

        Assert.Equal(0, await RunAsync("no\n", "approve", address, "--token-file", token, "--key", file, "--passphrase-file", passphrase));
        Assert.False(gateway.HasMore);
        Assert.Equal(0, await RunAsync("yes\n", "approve", address, "--token-file", token, "--key", file, "--passphrase-file", passphrase));

        Assert.Contains("title: 洪水红色预警", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(programme.ContentHash, _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(Gateway, _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("洪水红色预警", (await town.NextOrderAsync(gateway)).Play!.Title);
    }

    [Fact]
    public async Task A_wrong_passphrase_or_a_file_in_the_way_is_one_line()
    {
        var file = Path.Combine(_folder, "operator.key");
        var passphrase = Path.Combine(_folder, "passphrase");
        await File.WriteAllTextAsync(passphrase, "one\n", Stop);
        Assert.Equal(0, await RunAsync("", "new-key", "--out", file, "--passphrase-file", passphrase));
        Assert.Equal(2, await RunAsync("", "new-key", "--out", file));
        await File.WriteAllTextAsync(passphrase, "two\n", Stop);
        Assert.Equal(1, await RunAsync("", "approve", "http://127.0.0.1:1", "--key", file, "--passphrase-file", passphrase, "--yes"));
        Assert.Equal(2, _error.ToString().Trim().Split('\n').Length);
    }

    [Fact]
    public void What_is_signed_must_be_what_was_read_but_for_its_time()
    {
        var order = new Order
        {
            Version = 1,
            OrderId = Guid.NewGuid(),
            Issuer = "dongzhai",
            Sequence = 5,
            Class = OrderClass.Emergency,
            Targets = [new OrderTarget { Gateway = Gateway, Zones = [] }],
            NotBefore = DateTimeOffset.UnixEpoch,
            Expires = DateTimeOffset.UnixEpoch.AddMinutes(1),
            Action = OrderAction.Stop,
            Stop = new StopOrder { Scope = StopScope.Everything, Reason = "x" },
        };
        var read = WireJson.Write(order);
        Assert.True(Reading.IsSameButLater(read, WireJson.Write(order with { OrderId = Guid.NewGuid(), Sequence = 6, Expires = DateTimeOffset.UnixEpoch.AddMinutes(2) })));
        Assert.False(Reading.IsSameButLater(read, WireJson.Write(order with { Targets = [new OrderTarget { Gateway = "gw-other", Zones = [] }] })));
        Assert.False(Reading.IsSameButLater(read, WireJson.Write(order with { Class = OrderClass.Ordinary })));
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<int> RunAsync(string input, params string[] args)
    {
        using var reader = new StringReader(input);
        return await OperatorCommands.RunAsync(args, reader, _output, _error, Stop);
    }
}
