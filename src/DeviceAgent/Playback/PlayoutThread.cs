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
        new Thread(Run) { Name = "playout", IsBackground = true, Priority = ThreadPriority.AboveNormal }.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _player.Stop(new StopOrder { Scope = StopScope.Everything, Reason = "The agent is being stopped." });
        Volatile.Write(ref _stopAt, _time.GetTimestamp());
        _wake.Set();
        await _ended.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();

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
