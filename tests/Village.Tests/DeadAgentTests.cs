using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>The amplifier of a gateway whose agent is gone or hangs.</summary>
public sealed class DeadAgentTests(SpokenAudio spoken) : IAsyncLifetime
{
    // The bridge's hold (docs/wire/relay-frame.md) and the simulator's slices.
    private const double HoldMs = 3000 + 500;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudbroadcast-dead-").FullName;
    private TownRunner? _town;

    private VillageGateway Gateway => _town!.Gateways[0];

    public async ValueTask InitializeAsync()
    {
        var settings = new TownSettings { Folder = _folder, Villages = [Place.All[0]] };
        _town = await TownRunner.StartAsync(settings, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _town!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(9)] // SIGKILL: it dies
    [InlineData(19)] // SIGSTOP: it hangs
    public async Task An_agent_that_dies_or_hangs_with_its_amplifier_on_lets_it_go_within_the_hold(int signal)
    {
        var programme = await _town!.Api.ImportAsync(spoken.Programme, "programme", "notice", TestContext.Current.CancellationToken);
        await _town.Api.PostAsync("/api/broadcasts", new { programmeId = (string)programme["id"]!, areas = new[] { Gateway.Place.Code } }, TestContext.Current.CancellationToken);
        await UntilPinsAsync(relays => (relays & 1) != 0 && relays != 1);

        var diedAt = TimeProvider.System.GetUtcNow();
        Gateway.Agent.Send((Signal)signal);
        await UntilPinsAsync(relays => relays == 0);

        var off = (await Gateway.ReadPinsAsync(TestContext.Current.CancellationToken))[^1];
        Assert.InRange(off.UtcMs - diedAt.ToUnixTimeMilliseconds(), 0, HoldMs);
        Gateway.Agent.Send(Signal.Continue);
    }

    private async Task UntilPinsAsync(Func<int, bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (await Gateway.ReadPinsAsync(limit.Token) is var pins && !condition(pins is [.., var last] ? last.Relays : 0))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }
}
