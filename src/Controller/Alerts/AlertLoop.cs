using System.Threading.Channels;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>Looks after the alerts at the start, after each change, when a round is due, and every so often.</summary>
internal sealed partial class AlertLoop(AlertRounds rounds, AlertAftermaths aftermaths, AlertGate gate, TimeProvider time, ILogger<AlertLoop> log) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        gate.Changed += Wake;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        gate.Changed -= Wake;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = AfterFailure;
            try
            {
                await aftermaths.TakeAsync(stoppingToken);
                pause = await rounds.TakeAsync(stoppingToken) is { } next ? next - time.GetUtcNow() : Longest;
            }
#pragma warning disable CA1031 // Whatever fails, the next look must come: an alert that is on record has to sound.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(error);
            }

            await WaitAsync(pause, stoppingToken);
        }
    }

    private async Task WaitAsync(TimeSpan pause, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(pause < TimeSpan.Zero ? TimeSpan.Zero : pause < Longest ? pause : Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        try
        {
            await _changes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // Something is due, or the host stops.
        }
    }

    private void Wake() => _changes.Writer.TryWrite(true);

    [LoggerMessage(LogLevel.Error, "The alerts could not be looked after; tried again.")]
    private partial void LogFailed(Exception error);
}
