using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>
/// Our relay bridge on a serial port. One task owns the port and renews the held relays each second;
/// when that task ends, or this process dies, the bridge opens every relay by itself.
/// </summary>
internal sealed partial class SerialRelayBridge : BackgroundService, IRelayBoard
{
    public const string Kind = "bridge";

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly AmplifierOptions _options;
    private readonly Func<Stream> _open;
    private readonly TimeProvider _time;
    private readonly ILogger<SerialRelayBridge> _logger;
    private readonly RelayHold _hold;
    private volatile RelayBoardState _state;

    public SerialRelayBridge(AmplifierOptions options, Func<Stream> open, TimeProvider time, ILogger<SerialRelayBridge> logger)
    {
        _options = options;
        _open = open;
        _time = time;
        _logger = logger;
        _hold = new RelayHold(options.LongestOn, time);
        _state = new(time.GetUtcNow(), RelayLink.Lost, Asked: 0, Contacts: 0, Settled: true, Firmware: null, Problem: null);
    }

    public event Action<RelayBoardState>? Observed;

    public ushort Held => _hold.Relays;

    public RelayBoardState State => _state;

    public void Hold(ushort relays) => _hold.Set(relays);

    /// <summary>Lets go first, so that after an orderly stop nobody waits for the bridge's hold to run out.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        Hold(0);
        await this.UntilAsync(
            state => state.Link != RelayLink.Connected || state.Asked == 0,
            RelayConversation.LongestExchange,
            _time,
            cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ServeAsync(stoppingToken);
        }
        finally
        {
            Publish(_state with { At = _time.GetUtcNow(), Link = RelayLink.Lost, Problem = null, Readings = null });
        }
    }

    private async Task ServeAsync(CancellationToken cancellation)
    {
        var pause = ShortestPause;
        while (true)
        {
            try
            {
                await using var line = _open();
                var bridge = new BridgeDialogue(new RelayConversation(line, _time), _time);
                var version = await bridge.GreetAsync(cancellation);
                LogConnected(_options.Port, version.Firmware, version.ResetCause);
                pause = ShortestPause;
                await RenewAsync(bridge, version, cancellation);
            }
            catch (Exception problem) when (IsOfTheDevice(problem))
            {
                Lose(problem);
            }

            await Task.Delay(pause, _time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // What System.IO.Ports throws for a port that is unplugged, missing, forbidden or silent.
    private static bool IsOfTheDevice(Exception problem) => problem is IOException or UnauthorizedAccessException
        or InvalidOperationException or TimeoutException or RelayBridgeException;

    private async Task RenewAsync(BridgeDialogue bridge, BridgeVersion version, CancellationToken cancellation)
    {
        var watch = new RelayWatch(_options.FeedbackGrace, _time);
        var meter = new BridgeMeter(bridge, version, _time);
        while (true)
        {
            if (_hold.ReleaseAfterLongest())
            {
                LogLongestOn(_options.LongestOn);
            }

            var changed = _hold.Changed;
            var relays = _hold.Relays;
            var isQuestion = relays == 0 && watch.Asked == 0;
            var answer = isQuestion ? await bridge.QueryAsync(cancellation) : await bridge.SetAsync(relays, _options.Hold, cancellation);
            if (answer is not { } status)
            {
                _hold.Release("let go because the bridge's hard cap has tripped");
                watch.Refuse();
                LogHardCap();
                continue;
            }

            Take(watch, relays, status, version.Firmware);
            await WaitAsync(meter, changed, watch.NextAsk, cancellation);
        }
    }

    // The level is asked for between the renewals and never delays one.
    private async Task WaitAsync(BridgeMeter meter, Task changed, TimeSpan untilNextAsk, CancellationToken cancellation)
    {
        var asked = _time.GetTimestamp();
        while (untilNextAsk - _time.GetElapsedTime(asked) is var left && left > TimeSpan.Zero && !changed.IsCompleted)
        {
            if (meter.IsDue(_state.Asked) && await meter.MeasureAsync(cancellation) is { } readings)
            {
                Publish(_state with { At = _time.GetUtcNow(), Readings = readings });
            }

            await RelayBoardWait.FirstOfAsync(changed, meter.Shorten(left, _state.Asked), _time, cancellation);
        }
    }

    private void Take(RelayWatch watch, ushort relays, BridgeStatus status, string firmware)
    {
        if (watch.Take(relays, status))
        {
            LogRestarted(status.Flags);
        }

        Publish(new(_time.GetUtcNow(), RelayLink.Connected, relays, status.Feedback, watch.IsSettled, firmware, _hold.LetGo)
        {
            Board = Kind,
            Readings = _state.Readings,
        });
    }

    private void Lose(Exception problem)
    {
        if (_state.Problem != problem.Message)
        {
            LogLost(_options.Port, problem.Message);
        }

        Publish(_state with { At = _time.GetUtcNow(), Link = RelayLink.Lost, Problem = problem.Message, Readings = null });
    }

    private void Publish(RelayBoardState state)
    {
        _state = state;
        Observed?.Invoke(state);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Relay bridge at {Port}: firmware {Firmware}, reset cause {ResetCause}")]
    private partial void LogConnected(string port, string firmware, byte resetCause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Relay bridge at {Port} is lost: {Problem}")]
    private partial void LogLost(string port, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Relay bridge has restarted by itself, flags {Flags}")]
    private partial void LogRestarted(BridgeFlags flags);

    [LoggerMessage(Level = LogLevel.Error, Message = "The amplifier was on for {LongestOn}, the longest allowed: let go")]
    private partial void LogLongestOn(TimeSpan longestOn);

    [LoggerMessage(Level = LogLevel.Error, Message = "The relay bridge's hard cap has tripped: let go")]
    private partial void LogHardCap();
}
