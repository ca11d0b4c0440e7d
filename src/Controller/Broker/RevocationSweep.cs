using CloudBroadcast.Controller.Gateways;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broker;

/// <summary>
/// Disconnects gateways whose key on record is no longer the one they connected with. Who revokes also disconnects; this is
/// for a revocation by another process, and for one that met a gateway in the middle of its CONNECT.
/// </summary>
internal sealed partial class RevocationSweep(
    Postman postman, GatewayKeys gateways, IOptions<BrokerOptions> options, TimeProvider time, ILogger<RevocationSweep> log) : BackgroundService
{
    /// <summary>One round.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var gatewayId in await gateways.FindRevokedAsync(postman.ConnectedGateways, cancellationToken))
        {
            LogRevoked(gatewayId);
            await postman.DisconnectAsync(gatewayId);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RevocationSweep, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A database that is away for a moment must end neither the sweep nor the controller.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Disconnected {GatewayId}: the key it connected with is revoked.")]
    private partial void LogRevoked(string gatewayId);

    [LoggerMessage(LogLevel.Error, "The sessions' keys could not be compared with those on record; tried again.")]
    private partial void LogFailed(Exception error);
}
