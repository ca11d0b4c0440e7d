namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Ends the alerts that nobody approved in time.</summary>
internal sealed class EmergencyLapses(EmergencyApprovals approvals, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await approvals.LapseAsync(stoppingToken);
        }
    }
}
