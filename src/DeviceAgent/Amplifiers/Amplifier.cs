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
            return warmUp + Quiet + _options.SerialMargin;
        }
    }

    /// <summary>How long a call of another line may hold up a wake.</summary>
    public TimeSpan TurnTime => _board.State.Link == RelayLink.Absent ? TimeSpan.Zero : Quiet;

    public AmplifierState State => _witness.State;

    /// <summary>
    /// Leaves power and, of the line's zones, exactly these on; other lines keep theirs. The caller keeps silent on its line
    /// until it returns, and calls <see cref="SleepAsync"/> after its sound whatever the answer was. Cancelled, it lets
    /// everything of the line go, unless a newer call of it has taken over.
    /// </summary>
    public async Task<AmplifierReadiness> WakeAsync(AmplifierLine line, IReadOnlySet<int> zones, CancellationToken cancellation)
    {
        var target = Target(zones);
        var turn = await _turns.TakeForWakeAsync(line.Number, target);
        IDisposable? place = null;
        var done = false;
        try
        {
            place = await _turns.EnterAsync(cancellation);
            var readiness = await _sequence.RaiseAsync(
                () => (ushort)(target | _turns.OthersThan(line.Number, _board.Held)),
                _turns.OthersUp(line.Number, _board.Held),
                (ushort)(line.Relays | target),
                cancellation);
            _turns.Raised(line.Number, turn);
            done = true;
            return readiness;
        }
        finally
        {
            await LeaveAsync(place, done, line.Number, turn);
        }
    }

    /// <summary>
    /// The sound on the line has ended: its zones off, then power when no other line needs it. Returns early when a wake comes
    /// meanwhile, which then stays awake; cancelled, it skips the waiting and lets everything of the line go at once.
    /// </summary>
    public async Task SleepAsync(AmplifierLine line, CancellationToken cancellation)
    {
        var turn = _turns.TakeForSleep(line.Number);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, turn.WakeCame);
        IDisposable? place = null;
        var done = false;
        try
        {
            await _sequence.HoldOffAsync(either.Token);
            place = await _turns.EnterAsync(either.Token);
            await LowerAsync(line.Number, turn.Number, either.Token);
            done = true;
        }
        catch (OperationCanceledException) when (turn.WakeCame.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // The wake has the word now.
        }
        finally
        {
            await LeaveAsync(place, done, line.Number, turn.Number);
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
                var target = Target(zones);
                var readiness = await _sequence.RaiseAsync(() => target, kept: 0, ushort.MaxValue, token);
                await sound(token);
                await _sequence.HoldOffAsync(token);
                await _sequence.LowerAsync(token);
                return readiness.What;
            },
            cancellation);

    public void Dispose()
    {
        _witness.Dispose();
        _turns.Dispose();
    }

    private TimeSpan Quiet => _options.Settle > _options.FeedbackGrace ? _options.Settle : _options.FeedbackGrace;

    private async Task<string?> BorrowAsync(Func<CancellationToken, Task<string?>> use, CancellationToken cancellation)
    {
        var turn = _turns.Look();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, turn.WakeCame);
        IDisposable? place = null;
        var mine = false;
        try
        {
            place = await _turns.EnterAsync(either.Token);
            mine = _board.Held == 0;
            return mine ? await use(either.Token) : "the amplifier is in use";
        }
        catch (OperationCanceledException) when (turn.WakeCame.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return "a broadcast came first";
        }
        finally
        {
            if (mine && _turns.IsNewest(turn.Number))
            {
                _board.Hold(0);
            }

            place?.Dispose();
        }
    }

    // A wake of another line that comes between zones and power finds the power on.
    private async Task LowerAsync(int line, int turn, CancellationToken cancellation)
    {
        var wakeCame = _turns.WakeCame;
        if (!_turns.TryLetGo(line, turn))
        {
            return;
        }

        if (_turns.OthersThan(line, _board.Held) is var others and not 0)
        {
            await _sequence.DropAsync((ushort)(_board.Held & others), cancellation);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, wakeCame);
        try
        {
            await _sequence.LowerAsync(either.Token);
        }
        catch (OperationCanceledException) when (wakeCame.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // That wake has the word over the power now.
        }
    }

    // What was not carried out to its end must leave nothing on: in its own turn, or in the next where it had none.
    private async Task LeaveAsync(IDisposable? place, bool done, int line, int turn)
    {
        if (!done && _turns.TryLetGo(line, turn))
        {
            place ??= await _turns.EnterAsync(CancellationToken.None);
            if (_turns.TryLetGo(line, turn))
            {
                _board.Hold((ushort)(_board.Held & _turns.OthersThan(line, _board.Held)));
            }
        }

        place?.Dispose();
    }

    private ushort Target(IReadOnlySet<int> zones)
    {
        var missing = zones.Where(zone => zone < 1 || zone > _options.Zones).Order().ToList();
        return missing.Count == 0
            ? (ushort)(_power | RelayMask.Of(zones))
            : throw new ArgumentException($"zone \"{missing[0]}\" does not exist: 1 to {_options.Zones} do", nameof(zones));
    }
}
