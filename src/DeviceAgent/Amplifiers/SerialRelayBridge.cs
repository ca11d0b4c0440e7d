using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>
/// Our relay bridge on a serial port. One task owns the port and renews the held relays each second;
/// when that task ends, or this process dies, the bridge opens every relay by itself.
/// </summary>
internal sealed partial class SerialRelayBridge : BackgroundService, IRelayBoard
{
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
        var pause = ShortestPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var line = _open();
                var conversation = new RelayConversation(line, _time);
                var version = await GreetAsync(conversation, stoppingToken);
                pause = ShortestPause;
                await RenewAsync(conversation, version, stoppingToken);
            }
            catch (Exception problem) when (IsOfTheDevice(problem))
            {
                Lose(problem);
            }

            await Task.Delay(pause, _time, stoppingToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // What System.IO.Ports throws for a port that is unplugged, missing, forbidden or silent.
    private static bool IsOfTheDevice(Exception problem) => problem is IOException or UnauthorizedAccessException
        or InvalidOperationException or TimeoutException or RelayBridgeException;

    /// <summary>Opening the port resets most Arduino boards, whose boot loader then stays silent for 1 to 2 s.</summary>
    private async Task<BridgeVersion> GreetAsync(RelayConversation conversation, CancellationToken cancellation)
    {
        var opened = _time.GetTimestamp();
        while (true)
        {
            try
            {
                var answer = await conversation.AskAsync(RelayMessage.Hello, default, cancellation);
                return Greeted(answer);
            }
            catch (TimeoutException) when (_time.GetElapsedTime(opened) < TimeSpan.FromSeconds(3))
            {
                // Still booting, perhaps: ask again until the time is over.
            }
        }
    }

    private BridgeVersion Greeted(RelayFrame answer)
    {
        if (answer.Type != RelayMessage.Version || !BridgeVersion.TryDecode(answer.Payload.Span, out var version, out _))
        {
            throw new RelayBridgeException($"the bridge answered HELLO with {answer.Type} of {answer.Payload.Length} bytes");
        }

        if (version.Protocol != RelayFrame.ProtocolVersion)
        {
            throw new RelayBridgeException($"the bridge speaks protocol {version.Protocol}, this agent {RelayFrame.ProtocolVersion}");
        }

        LogConnected(_options.Port, version.Firmware, version.ResetCause);
        return version;
    }

    private async Task RenewAsync(RelayConversation conversation, BridgeVersion version, CancellationToken cancellation)
    {
        var watch = new RelayWatch(_options.FeedbackGrace, _time);
        while (true)
        {
            if (_hold.ReleaseAfterLongest())
            {
                LogLongestOn(_options.LongestOn);
            }

            var changed = _hold.Changed;
            var relays = _hold.Relays;
            var answer = await AskAsync(conversation, relays, isNew: watch.Asked != relays, cancellation);
            if (Understood(answer, relays) is { } status)
            {
                if (watch.Take(relays, status))
                {
                    LogRestarted(status.Flags);
                }

                Publish(new(_time.GetUtcNow(), RelayLink.Connected, relays, status.Feedback, watch.IsSettled, version.Firmware, _hold.LetGo));
            }

            await RelayBoardWait.FirstOfAsync(changed, watch.NextAsk, _time, cancellation);
        }
    }

    private Task<RelayFrame> AskAsync(RelayConversation conversation, ushort relays, bool isNew, CancellationToken cancellation)
    {
        var set = new SetRelays(relays, (ushort)_options.Hold.TotalMilliseconds);
        return relays != 0 || isNew
            ? conversation.AskAsync(RelayMessage.Set, set.Encode(), cancellation)
            : conversation.AskAsync(RelayMessage.Query, default, cancellation);
    }

    /// <summary>Null after a refusal that ended the hold; the next round then tells the bridge to let go.</summary>
    private BridgeStatus? Understood(RelayFrame answer, ushort relays)
    {
        if (answer.Type == RelayMessage.Refused && BridgeRefused.TryDecode(answer.Payload.Span, out var refused, out _))
        {
            if (refused.Code != RefusalCode.HardCap)
            {
                throw new RelayBridgeException($"the bridge refused {refused.Type}: {refused.Code}");
            }

            _hold.Release("let go because the bridge's hard cap has tripped");
            LogHardCap();
            return null;
        }

        if (answer.Type != RelayMessage.Status || !BridgeStatus.TryDecode(answer.Payload.Span, out var status, out _))
        {
            throw new RelayBridgeException($"the bridge answered with {answer.Type} of {answer.Payload.Length} bytes");
        }

        return status.Relays == relays
            ? status
            : throw new RelayBridgeException($"the bridge drives relays {status.Relays:X3}, not {relays:X3}");
    }

    private void Lose(Exception problem)
    {
        if (_state.Problem != problem.Message)
        {
            LogLost(_options.Port, problem.Message);
        }

        Publish(_state with { At = _time.GetUtcNow(), Link = RelayLink.Lost, Problem = problem.Message });
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
