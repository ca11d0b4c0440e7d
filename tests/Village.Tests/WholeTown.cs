using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>The twelve villages, started once for the tests that need them all; no program of theirs may have logged an error.</summary>
public sealed class WholeTown : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudbroadcast-village-").FullName;
    private readonly Dictionary<string, int> _pinsBefore = [];
    private TownRunner? _town;
    private int _runs;

    internal TownRunner Town => _town!;

    public async ValueTask InitializeAsync() =>
        _town = await TownRunner.StartAsync(new TownSettings { Folder = _folder }, TestContext.Current.CancellationToken);

    /// <summary>Schedules a file, waits for its end; whether all played it whole, and the folder with what they did.</summary>
    internal async Task<(bool Played, string Folder)> BroadcastAsync(string file, IReadOnlyList<string> areas, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        foreach (var gateway in Town.Gateways)
        {
            _pinsBefore[gateway.Id] = (await gateway.ReadPinsAsync(limit.Token)).Count;
        }

        var output = Path.Combine(_folder, $"run-{++_runs}");
        var programme = await Town.Api.ImportAsync(file, $"programme {_runs}", "notice", limit.Token);
        var run = new BroadcastRun(Town, areas, 80, output, TimeProvider.System);
        return (await run.RunAsync(Guid.Parse((string)programme["id"]!), limit.Token), output);
    }

    internal async Task<int> PinChangesDuringLastAsync(VillageGateway gateway, CancellationToken cancellationToken) =>
        (await gateway.ReadPinsAsync(cancellationToken)).Count - _pinsBefore[gateway.Id];

    public async ValueTask DisposeAsync()
    {
        if (_town is not null)
        {
            await _town.DisposeAsync();
            Quietly.Remove(_folder);
        }
    }
}
