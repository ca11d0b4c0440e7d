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
    private readonly TimeProvider _time;
    private readonly RelayWitness _witness;
    private readonly AmplifierTurns _turns = new();
    private readonly ushort _power;

    public Amplifier(IRelayBoard board, IOptions<AmplifierOptions> options, TimeProvider time)
    {
        _board = board;
        _options = options.Value;
        _time = time;
        _power = _options.PowerRelay ? RelayMask.Power : (ushort)0;
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
            var readiness = await RaiseAsync(target, cancellation);
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
            await LowerAsync(either.Token);
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

    public void Dispose()
    {
        _witness.Dispose();
        _turns.Dispose();
    }

    private ushort Target(IReadOnlySet<int> zones)
    {
        var missing = zones.Where(zone => zone < 1 || zone > _options.Zones).Order().ToList();
        return missing.Count == 0
            ? (ushort)(_power | RelayMask.Of(zones))
            : throw new ArgumentException($"zone \"{missing[0]}\" does not exist: 1 to {_options.Zones} do", nameof(zones));
    }

    private async Task<AmplifierReadiness> RaiseAsync(ushort target, CancellationToken cancellation)
    {
        if (_board.State.Link == RelayLink.Absent)
        {
            _board.Hold(target);
            return AmplifierReadiness.NoBoard;
        }

        var isCold = (_board.Held & _power) != _power || _board.State.Link == RelayLink.Lost;
        if (isCold && _power != 0)
        {
            if (!await DriveAsync(_power, cancellation))
            {
                return Failed(_power, target);
            }

            await RestAsync(_options.WarmUp, cancellation);
        }

        var isSwitching = _board.Held != target;
        if (!await DriveAsync(target, cancellation))
        {
            return Failed(target, target);
        }

        await RestAsync(isSwitching ? _options.Settle : TimeSpan.Zero, cancellation);
        return await ReadBackAsync(target, cancellation);
    }

    private async Task LowerAsync(CancellationToken cancellation)
    {
        if (_board.State.Link == RelayLink.Absent || _board.Held == 0)
        {
            _board.Hold(0);
            return;
        }

        await RestAsync(_options.HoldOff, cancellation);
        if (_power != 0)
        {
            await DriveAsync((ushort)(_board.Held & _power), cancellation);
            await RestAsync(_options.Gap, cancellation);
        }

        await DriveAsync(0, cancellation);
        await SettledAsync(0, cancellation);
    }

    /// <summary>False when the bridge has not answered for this mask, or has let go by itself.</summary>
    private async Task<bool> DriveAsync(ushort relays, CancellationToken cancellation)
    {
        _board.Hold(relays);
        await _board.UntilAsync(
            state => state.Answered(relays) || _board.Held != relays,
            RelayConversation.LongestExchange,
            _time,
            cancellation);
        return _board.State.Answered(relays) && _board.Held == relays;
    }

    private Task<bool> SettledAsync(ushort relays, CancellationToken cancellation) => _board.UntilAsync(
        state => (state.Answered(relays) && state.Settled) || _board.Held != relays,
        _options.FeedbackGrace + RelayConversation.LongestExchange,
        _time,
        cancellation);

    private async Task<AmplifierReadiness> ReadBackAsync(ushort target, CancellationToken cancellation)
    {
        await SettledAsync(target, cancellation);
        var state = _board.State;
        if (!state.Answered(target) || _board.Held != target)
        {
            return Failed(target, target);
        }

        return RelayMask.Disagreement(target, state.Contacts) is { } what
            ? AmplifierReadiness.NotConfirmed(what)
            : AmplifierReadiness.Ready;
    }

    private AmplifierReadiness Failed(ushort asked, ushort target)
    {
        // A lost bridge carries the wish out when it is back; one that let go by itself is not pushed again.
        if (_board.Held == asked)
        {
            _board.Hold(target);
        }

        var state = _board.State;
        return state.Link == RelayLink.Connected
            ? AmplifierReadiness.NotConfirmed(state.Problem ?? "the bridge has not carried it out yet")
            : AmplifierReadiness.PortFailed(state.Problem ?? "the bridge has not answered yet");
    }

    private Task RestAsync(TimeSpan rest, CancellationToken cancellation) =>
        rest > TimeSpan.Zero ? Task.Delay(rest, _time, cancellation) : Task.CompletedTask;

    private void ReleaseUnless(bool done, int turn)
    {
        if (!done && _turns.IsNewest(turn))
        {
            _board.Hold(0);
        }
    }
}
