using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>A controller and one village, whose gateway's power a test cuts.</summary>
public sealed class CutTown : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudbroadcast-cut-").FullName;
    private TownRunner? _town;

    internal TownRunner Town => _town!;

    internal VillageGateway Gateway => Town.Gateways[0];

    public async ValueTask InitializeAsync() => _town = await TownRunner.StartAsync(
        new TownSettings { Folder = _folder, Villages = [Place.All[0]] }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Town.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Waits until so many of its relays are closed.</summary>
    public async Task UntilPinsAsync(Func<int, bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (await Gateway.ReadPinsAsync(limit.Token) is var pins && !condition(pins is [.., var last] ? last.Relays : 0))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    public async Task AssertItsBooksAreWholeAsync()
    {
        var token = TestContext.Current.CancellationToken;
        Assert.DoesNotContain(await File.ReadAllLinesAsync(Gateway.LogFile, token), line => line.Contains("damaged record", StringComparison.Ordinal));
        Assert.StartsWith("chain whole: ", await Gateway.JournalVerdictAsync(token), StringComparison.Ordinal);
    }
}
