using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>
/// Wakes and lets go of the gateway's amplifier in the order that spares loudspeakers and ears: power, warm-up, zones, sound,
/// zones, power. Any thread may call; calls are carried out one after the other.
/// </summary>
internal sealed class Amplifier : IDisposable
{
    private readonly IRelayBoard _board;
    private readonly AmplifierOptions _options;
    private readonly RelaySequence _sequence;
    private readonly RelayWitness _witness;
    private readonly AmplifierTurns _turns = new();
    private readonly ushort _power;

    public Amplifier(IRelayBoard board, IOptions<AmplifierOptions> options, TimeProvider time)
    {
        _board = board;
        _options = options.Value;
        _power = _options.PowerRelay ? RelayMask.Power : (ushort)0;
        _sequence = new RelaySequence(board, _options, _power, time);
        _witness = new RelayWitness(board);
    }

    /// <summary>Each observed change, on the board's own task: handlers are short.</summary>
    public event Action<RelayFact> Changed
    {
        add => _witness.Changed += value;
        remove => _witness.Changed -= value;
    }

    /// <summary>How long before the first sample <see cref="WakeAsync"/> must be called.</summary>
    public TimeSpan WakeTime
    {
        get
        {
            if (_board.State.Link == RelayLink.Absent)
            {
                return TimeSpan.Zero;
            }

            var warmUp = _options.PowerRelay ? _options.WarmUp : TimeSpan.Zero;
            var quiet = _options.Settle > _options.FeedbackGrace ? _options.Settle : _options.FeedbackGrace;
            return warmUp + quiet + _options.SerialMargin;
        }
    }

    public AmplifierState State => _witness.State;

    /// <summary>
    /// Leaves power and exactly these zones on. The caller keeps silent until it returns, and calls <see cref="SleepAsync"/>
    /// after its sound whatever the answer was. Cancelled, it lets everything go, unless a newer call has taken over.
    /// </summary>
    public async Task<AmplifierReadiness> WakeAsync(IReadOnlySet<int> zones, CancellationToken cancellation)
    {
        var target = Target(zones);
        var turn = await _turns.TakeForWakeAsync();
        var done = false;
        try
        {
            using var place = await _turns.EnterAsync(cancellation);
            var readiness = await _sequence.RaiseAsync(target, cancellation);
            done = true;
            return readiness;
        }
        finally
        {
            ReleaseUnless(done, turn);
        }
    }

    /// <summary>
    /// The sound has ended: zones off, then power. Returns early when a wake comes meanwhile, which then stays awake;
    /// cancelled, it skips the waiting and lets everything go at once.
    /// </summary>
    public async Task SleepAsync(CancellationToken cancellation)
    {
        var turn = _turns.TakeForSleep();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, turn.WakeCame);
        var done = false;
        try
        {
            using var place = await _turns.EnterAsync(either.Token);
            await _sequence.LowerAsync(either.Token);
            done = true;
        }
        catch (OperationCanceledException) when (turn.WakeCame.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // The wake has the word now.
        }
        finally
        {
            ReleaseUnless(done, turn.Number);
        }
    }

    /// <summary>
    /// Closes one relay (0 is power) for so long, all others open, and reads it back closed and open again; what was wrong, in
    /// words, or null. A broadcast comes first: while anything is held nothing happens, and a wake ends it.
    /// </summary>
    public Task<string?> TestRelayAsync(int relay, TimeSpan length, CancellationToken cancellation) =>
        BorrowAsync(token => _sequence.TestAsync((ushort)(1 << relay), length, token), cancellation);

    /// <summary>Wakes these zones for a sound that is no broadcast, and lets them go behind it; as <see cref="TestRelayAsync"/> it gives way.</summary>
    public Task<string?> SoundAsync(IReadOnlySet<int> zones, Func<CancellationToken, Task> sound, CancellationToken cancellation) =>
        BorrowAsync(
            async token =>
            {
                var readiness = await _sequence.RaiseAsync(Target(zones), token);
                await sound(token);
                await _sequence.LowerAsync(token);
                return readiness.What;
            },
            cancellation);

    public void Dispose()
    {
        _witness.Dispose();
        _turns.Dispose();
    }

    private async Task<string?> BorrowAsync(Func<CancellationToken, Task<string?>> use, CancellationToken cancellation)
    {
        var turn = _turns.Look();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, turn.WakeCame);
        var mine = false;
        try
        {
            using var place = await _turns.EnterAsync(either.Token);
            mine = _board.Held == 0;
            return mine ? await use(either.Token) : "the amplifier is in use";
        }
        catch (OperationCanceledException) when (turn.WakeCame.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return "a broadcast came first";
        }
        finally
        {
            ReleaseUnless(!mine, turn.Number);
        }
    }

    private ushort Target(IReadOnlySet<int> zones)
    {
        var missing = zones.Where(zone => zone < 1 || zone > _options.Zones).Order().ToList();
        return missing.Count == 0
            ? (ushort)(_power | RelayMask.Of(zones))
            : throw new ArgumentException($"zone \"{missing[0]}\" does not exist: 1 to {_options.Zones} do", nameof(zones));
    }

    private void ReleaseUnless(bool done, int turn)
    {
        if (!done && _turns.IsNewest(turn))
        {
            _board.Hold(0);
        }
    }
}
