using CloudBroadcast.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// The one thread that paces playout: it calls <see cref="BroadcastPlayer.Step"/> and waits. A bug in a step ends the
/// process, whose relays then open by themselves.
/// </summary>
internal sealed class PlayoutThread : IHostedService, IDisposable
{
    // A fade, the buffer and the amplifier's release, and less than the host's patience.
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(2.5);

    private readonly BroadcastPlayer _player;
    private readonly PlaybackOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PlayoutThread> _logger;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AutoResetEvent _wake = new(initialState: false);
    private Thread? _thread;
    private long _stopAt = long.MaxValue;

    public PlayoutThread(BroadcastPlayer player, IOptions<PlaybackOptions> options, TimeProvider time, ILogger<PlayoutThread> logger)
    {
        _player = player;
        _options = options.Value;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread = new Thread(Run) { Name = "playout", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        _thread.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _player.Stop(new StopOrder { Scope = StopScope.Everything, Reason = "The agent is being stopped." });
        Volatile.Write(ref _stopAt, _time.GetTimestamp());
        _wake.Set();

        // On a machine that has no time the thread says goodbye later than the host waits; the others still have to be stopped.
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_ended.Task.IsCompleted)
        {
            PlaybackLog.StillPlaying(_logger);
        }
    }

    /// <summary>What it plays with is disposed of next: so it waits for the thread.</summary>
    public void Dispose()
    {
        if (_thread?.Join(LongestGoodbye) is not false)
        {
            _wake.Dispose();
        }
    }

    private void Run()
    {
        if (_options.RealTime && RealTimePriority.TryRaise() is { } refusal)
        {
            PlaybackLog.NotRealTime(_logger, refusal);
        }

        while (!MayEnd(Volatile.Read(ref _stopAt)))
        {
            _wake.WaitOne(_player.Step());
        }

        _ended.SetResult();
    }

    private bool MayEnd(long stopAt) =>
        stopAt != long.MaxValue && (_player.IsIdle || _time.GetElapsedTime(stopAt) > LongestGoodbye);
}
