using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>When the next state is due (docs/wire/mqtt.md). Safe to ring from many threads; one waits.</summary>
internal sealed class StateCadence(TimeProvider time)
{
    /// <summary>At least this often while something changes.</summary>
    public static readonly TimeSpan WhileChanging = TimeSpan.FromSeconds(15);

    /// <summary>At least this often always.</summary>
    public static readonly TimeSpan Always = TimeSpan.FromSeconds(60);

    /// <summary>What changes together is told together.</summary>
    public static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(200);

    /// <summary>What others can make change a thousand times in a second is told no more often than this.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private readonly Bell _now = new();
    private readonly Bell _soon = new();

    /// <summary>Something changed that somebody waits for.</summary>
    public void RingNow() => _now.Ring();

    /// <summary>Something changed that can wait for others of its kind.</summary>
    public void RingSoon() => _soon.Ring();

    /// <summary>Whether a state shows something that moves, beside its measurements: these always do.</summary>
    public static bool IsMoving(GatewayState? before, GatewayState now) =>
        now.OnAir is not null || (before is not null && !Story(before).SequenceEqual(Story(now)));

    /// <summary>Waits until the next state is due.</summary>
    public async Task WaitAsync(bool isMoving, CancellationToken cancellation)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pause = Task.Delay(isMoving ? WhileChanging : Always, time, round.Token);
        var (now, soon) = (_now.WaitAsync(round.Token), _soon.WaitAsync(round.Token));
        var first = await Task.WhenAny(pause, now, soon);
        if (first == soon)
        {
            await Task.WhenAny(Task.Delay(Soon, time, round.Token), now);
        }

        var isNow = now.IsCompletedSuccessfully;
        await round.CancelAsync();
        await Task.WhenAll(pause, now, soon).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        if (isNow)
        {
            await Task.Delay(Debounce, time, cancellation);
        }
    }

    private static IEnumerable<object?> Story(GatewayState state) =>
    [
        state.Amplifier.PowerAsked, state.Amplifier.Connected, state.Amplifier.Fault, state.Sound.Fault,
        state.RefusedOrders, state.RefusedBundles, state.ConfigurationRevision, state.Time, state.SelfTest,
        state.Schedule?.Revision, state.Store?.Needed, state.Store?.Held,
        .. state.Amplifier.ZonesAsked.Cast<object?>(), .. (state.Faults ?? []).Select(fault => (object?)fault.Code),
    ];
}
