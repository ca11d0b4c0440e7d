using CloudBroadcast.DeviceAgent.Store;
using Microsoft.Extensions.Hosting;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Writes down the latest time that was believed, every five minutes and at the end, so that a restart does not forget how late it is.</summary>
internal sealed class TimeFloorKeeper(ControllerClock clock, TimeFloor floor, TimeProvider time) : BackgroundService
{
    /// <summary>Between two writes.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (clock.LatestKnown is { } latest)
            {
                floor.Write(latest);
            }
        }
    }
}
