namespace CloudBroadcast.Controller.Gateways.Keys;

/// <summary>Takes changes of keys on, also those that the command line began beside the running controller.</summary>
internal sealed partial class KeyRotationRounds(KeyRotations rotations, TimeProvider time, ILogger<KeyRotationRounds> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await rotations.AdvanceAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A disk or database that is away for a moment must end neither the change nor the controller.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A round of the change of keys failed; the next one goes on.")]
    private partial void LogFailed(Exception error);
}
