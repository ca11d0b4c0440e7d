using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Updates;

/// <summary>
/// Watches a version on trial: once <paramref name="missing"/> is null it stays; when that takes too long the agent ends, and its
/// next start puts the former version back. What was put back stands as a fault until the next update.
/// </summary>
internal sealed partial class UpdateTrial(
    ProgramFolder folder, Func<string?> missing, Action end, FaultBoard faults, JournalFeed journal, TimeProvider time, ILogger<UpdateTrial> logger)
    : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (folder.ReturnedVersion is { } returned)
        {
            faults.Raise(FaultCode.UpdateRolledBack, $"version {returned}");
        }

        if (folder.IsOnTrial)
        {
            await JudgeAsync(stoppingToken);
        }
    }

    private async Task JudgeAsync(CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            if (missing() is not { } lack)
            {
                folder.EndTrial();
                journal.Post(new JournalNote(JournalKind.Maintenance) { Detail = $"update: version {StateComposer.AgentVersion} is healthy and stays" });
                return;
            }

            if (time.GetElapsedTime(since) >= Patience)
            {
                LogUnhealthy(lack);
                folder.AskForReturn();
                end();
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The new version is not healthy ({Lack}); the agent ends, and the former version is put back")]
    private partial void LogUnhealthy(string lack);
}
