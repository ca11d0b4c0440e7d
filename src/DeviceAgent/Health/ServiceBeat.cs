using Microsoft.Extensions.Hosting;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>
/// Says "ready" when all has started, and beats the watchdog twice in its time. Each beat asks <paramref name="prove"/> first:
/// what it locks must be free, so that an agent that hangs is silent and gets started again.
/// </summary>
internal sealed class ServiceBeat(ServiceNotice notice, Action prove, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _beating = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        notice.Send(ServiceNotice.Ready);
        if (notice.Watchdog is { } watchdog)
        {
            _beating = BeatAsync(watchdog / 2, _stopping.Token);
        }

        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        notice.Send(ServiceNotice.Stopping);
        await _stopping.CancelAsync();
        await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private async Task BeatAsync(TimeSpan interval, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            prove();
            notice.Send(ServiceNotice.Alive);
        }
    }
}
