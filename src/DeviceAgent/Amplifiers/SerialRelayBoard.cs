using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>
/// A relay board on a serial port, of whichever kind. One task owns the port, tells the board each second what is held, opens
/// the port anew when the board is lost, and says then what is held.
/// </summary>
internal sealed partial class SerialRelayBoard : BackgroundService, IRelayBoard
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RestartIsNews = TimeSpan.FromHours(1);

    private readonly AmplifierOptions _options;
    private readonly BoardKind _kind;
    private readonly Func<Stream> _open;
    private readonly TimeProvider _time;
    private readonly ILogger<SerialRelayBoard> _logger;
    private readonly RelayHold _hold;
    private readonly LineQuality _quality;
    private volatile RelayBoardState _state;
    private long? _restartedAt;

    public SerialRelayBoard(AmplifierOptions options, Func<Stream> open, TimeProvider time, ILogger<SerialRelayBoard> logger)
    {
        _options = options;
        _kind = BoardKind.Of(options.Board);
        _open = open;
        _time = time;
        _logger = logger;
        _hold = new RelayHold(options.LongestOn, time);
        _quality = new LineQuality(time);
        var contacts = _kind.ReadsBack ? (ushort)0 : (ushort?)null;
        _state = new(time.GetUtcNow(), RelayLink.Lost, Asked: 0, contacts, Settled: true, Firmware: null, Problem: null);
    }

    public event Action<RelayBoardState>? Observed;

    public ushort Held => _hold.Relays;

    public RelayBoardState State => _state;

    public TimeSpan LongestAnswer => _kind.LongestAnswer;

    private BoardTrouble Standing =>
        (_restartedAt is { } at && _time.GetElapsedTime(at) < RestartIsNews ? BoardTrouble.Restarted : BoardTrouble.None)
        | (_quality.IsNoisy ? BoardTrouble.Noise : BoardTrouble.None)
        | (_hold.LetGo is null ? BoardTrouble.None : BoardTrouble.HardCap);

    public void Hold(ushort relays) => _hold.Set(relays);

    /// <summary>
    /// Lets go first: after an orderly stop nobody waits for a hold to run out, and a board without one is left off. A board's answer
    /// is waited for even when the host's patience has run out.
    /// </summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        Hold(0);
        await this.UntilAsync(
            state => state.Link != RelayLink.Connected || state.Asked == 0,
            LongestAnswer,
            _time,
            CancellationToken.None);
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
                var board = _kind.Over(line, _options, _time);
                var firmware = await board.GreetAsync(cancellation);
                LogConnected(_options.Port, _kind.Name, firmware);
                pause = ShortestPause;
                await RenewAsync(board, firmware, cancellation);
            }
            catch (Exception problem) when (IsOfTheDevice(problem))
            {
                Lose(problem);
            }

            await Task.Delay(pause, _time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // A port that is unplugged, missing, forbidden or silent.
    private static bool IsOfTheDevice(Exception problem) => problem is IOException or UnauthorizedAccessException
        or InvalidOperationException or TimeoutException or BoardException;

    private async Task RenewAsync(IBoardDialogue board, string? firmware, CancellationToken cancellation)
    {
        var watch = new RelayWatch(_options.FeedbackGrace, _time);
        _quality.Begin();
        while (true)
        {
            if (_hold.ReleaseAfterLongest())
            {
                LogLongestOn(_options.LongestOn);
            }

            var changed = _hold.Changed;
            var relays = _hold.Relays;
            if (await board.DriveAsync(relays, cancellation) is not { } answer)
            {
                _hold.Release("let go because the board's hard cap has tripped");
                watch.Refuse();
                LogHardCap();
                continue;
            }

            _quality.Take(board.Retries);
            Take(watch, relays, answer, firmware);
            await WaitAsync(board.Meter, changed, watch.NextAsk, cancellation);
        }
    }

    // The level is asked for between the renewals and never delays one.
    private async Task WaitAsync(BridgeMeter? meter, Task changed, TimeSpan untilNextAsk, CancellationToken cancellation)
    {
        var asked = _time.GetTimestamp();
        while (untilNextAsk - _time.GetElapsedTime(asked) is var left && left > TimeSpan.Zero && !changed.IsCompleted)
        {
            if (meter?.IsDue(_state.Asked) == true && await meter.MeasureAsync(cancellation) is { } readings)
            {
                Publish(_state with { At = _time.GetUtcNow(), Readings = readings });
            }

            await RelayBoardWait.FirstOfAsync(changed, meter?.Shorten(left, _state.Asked) ?? left, _time, cancellation);
        }
    }

    private void Take(RelayWatch watch, ushort relays, BoardAnswer answer, string? firmware)
    {
        if (watch.Take(relays, answer))
        {
            _restartedAt = _time.GetTimestamp();
            LogRestarted();
        }

        Publish(new(_time.GetUtcNow(), RelayLink.Connected, relays, answer.Contacts, watch.IsSettled, firmware, _hold.LetGo)
        {
            Board = _kind.Name,
            Readings = _state.Readings,
            Trouble = Standing | (answer.HardCap ? BoardTrouble.HardCap : BoardTrouble.None),
        });
    }

    private void Lose(Exception problem)
    {
        if (_state.Problem != problem.Message)
        {
            LogLost(_options.Port, problem.Message);
        }

        Publish(_state with
        {
            At = _time.GetUtcNow(),
            Link = RelayLink.Lost,
            Problem = problem.Message,
            Readings = null,
            Trouble = Standing | (problem is ForeignBoardException ? BoardTrouble.Foreign : BoardTrouble.None),
        });
    }

    private void Publish(RelayBoardState state)
    {
        _state = state;
        Observed?.Invoke(state);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Relay board at {Port}: {Board}, firmware {Firmware}")]
    private partial void LogConnected(string port, string board, string? firmware);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Relay board at {Port} is lost: {Problem}")]
    private partial void LogLost(string port, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The relay board has restarted by itself")]
    private partial void LogRestarted();

    [LoggerMessage(Level = LogLevel.Error, Message = "The amplifier was on for {LongestOn}, the longest allowed: let go")]
    private partial void LogLongestOn(TimeSpan longestOn);

    [LoggerMessage(Level = LogLevel.Error, Message = "The relay board's hard cap has tripped: let go")]
    private partial void LogHardCap();
}
