using CloudBroadcast.DeviceAgent.Amplifiers;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// The amplifier's part in one broadcast: woken before it, let go after it, and what its contacts were seen to do
/// meanwhile. Playout never waits for it, it asks.
/// </summary>
internal sealed class AmplifierCue : IDisposable
{
    // Longer than the amplifier's own patience with its port.
    private static readonly TimeSpan LongestWake = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(10);

    private readonly Amplifier _amplifier;
    private readonly AmplifierLine _line;
    private readonly TimeProvider _time;
    private readonly Func<DateTimeOffset> _controllerNow;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private Task? _wake;
    private Task? _sleep;
    private long _askedAt;
    private RelayEdges _edges;

    public AmplifierCue(Amplifier amplifier, AmplifierLine line, IReadOnlySet<int> zones, TimeProvider time, Func<DateTimeOffset> controllerNow)
    {
        _amplifier = amplifier;
        _line = line;
        Zones = zones;
        _time = time;
        _controllerNow = controllerNow;
        _edges = new RelayEdges(line.Relays);
        _amplifier.Changed += Note;
    }

    /// <summary>The zones to be switched on.</summary>
    public IReadOnlySet<int> Zones { get; }

    /// <summary>Whether it was asked to wake.</summary>
    public bool IsAsked => _wake is not null;

    /// <summary>Whether sound may begin: it is awake, or has failed to be and the sound goes on without it.</summary>
    public bool IsReady => IsOver(_wake, LongestWake);

    /// <summary>Whether it has let go.</summary>
    public bool IsAsleep => IsOver(_sleep, LongestSleep);

    /// <summary>What was seen so far.</summary>
    public RelayEdges Edges
    {
        get
        {
            lock (_lock)
            {
                return _edges;
            }
        }
    }

    /// <summary>Power, warm-up, zones.</summary>
    public void Wake()
    {
        _askedAt = _time.GetTimestamp();
        _wake = WakeAsync();
    }

    /// <summary>Zones, and power when no other line needs it.</summary>
    public void Sleep()
    {
        _askedAt = _time.GetTimestamp();
        _sleep = SleepAsync();
    }

    /// <summary>Leaves the amplifier awake for the broadcast that follows at once.</summary>
    public void HandOver() => _sleep = Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _amplifier.Changed -= Note;
        _end.Cancel();
        _end.Dispose();
    }

    private bool IsOver(Task? task, TimeSpan longest) =>
        task is not null && (task.IsCompleted || _time.GetElapsedTime(_askedAt) > longest);

    private async Task WakeAsync()
    {
        try
        {
            Take(await _amplifier.WakeAsync(_line, Zones, _end.Token));
        }
        catch (ArgumentException error)
        {
            Take(AmplifierReadiness.NotConfirmed(error.Message));
        }
        catch (OperationCanceledException)
        {
            // The broadcast is over, and so is the waking.
        }
    }

    private async Task SleepAsync()
    {
        try
        {
            await _amplifier.SleepAsync(_line, _end.Token);
        }
        catch (OperationCanceledException)
        {
            // It lets go at once then.
        }
    }

    private void Take(AmplifierReadiness readiness)
    {
        lock (_lock)
        {
            _edges = _edges.With(readiness, _amplifier.State, _controllerNow());
        }
    }

    private void Note(RelayFact fact)
    {
        lock (_lock)
        {
            _edges = _edges.With(fact, _controllerNow());
        }
    }
}
