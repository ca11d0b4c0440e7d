using CloudBroadcast.DeviceAgent.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// Runs the link: it connects when all else has started, takes no order once the agent is asked to stop, and goes last, so
/// that what playback reports while it fades out still reaches the controller.
/// </summary>
internal sealed partial class LinkService(
    ControllerLink link,
    Inbox inbox,
    ReportDesk reports,
    ReportOutbox outbox,
    PlayoutDoor playout,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<LinkService> logger) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _intake = new();
    private readonly CancellationTokenSource _connection = new();
    private Task _working = Task.CompletedTask;
    private Task _reporting = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        playout.Reported += reports.Post;
        _reporting = Task.Run(() => GuardAsync(reports.RunAsync(), CancellationToken.None), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _working = Task.Run(
            () => Task.WhenAll(
                GuardAsync(inbox.RunDocumentsAsync(_intake.Token), _intake.Token),
                GuardAsync(inbox.RunBundlesAsync(_connection.Token), _connection.Token),
                GuardAsync(link.RunAsync(_connection.Token), _connection.Token)),
            CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => _intake.CancelAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        playout.Reported -= reports.Post;
        reports.Complete();
        await _reporting;
        var since = time.GetTimestamp();
        while (link.IsConnected && outbox.Count > 0 && time.GetElapsedTime(since) < LastWords)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _connection.CancelAsync();
        await _working;
    }

    public void Dispose()
    {
        _intake.Dispose();
        _connection.Dispose();
    }

    private async Task GuardAsync(Task task, CancellationToken cancellation)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop.
        }
#pragma warning disable CA1031 // A bug of ours: the agent ends, its relays open by themselves, and it is started again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogBroken(error);
            Environment.ExitCode = ExitCode.Failed;
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(LogLevel.Critical, "The link is broken by a fault of this program; the agent ends")]
    private partial void LogBroken(Exception error);
}
