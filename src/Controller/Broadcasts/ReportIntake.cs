using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Takes in what gateways say of broadcasts: believed only with the gateway's own signature, and harmless when it comes twice.</summary>
internal sealed partial class ReportIntake(
    Postman postman,
    IDbContextFactory<TownDbContext> databases,
    BroadcastGate gate,
    BroadcastCloser closer,
    TimeProvider time,
    ILogger<ReportIntake> logger) : IHostedService
{
    private const string Leaf = "report";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        postman.Received += ReceiveAsync;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        postman.Received -= ReceiveAsync;
        return Task.CompletedTask;
    }

    private async Task ReceiveAsync(string gatewayId, string leaf, ReadOnlyMemory<byte> payload)
    {
        if (leaf != Leaf)
        {
            return;
        }

        var (report, problem) = await OpenAsync(gatewayId, payload);
        if (report is null)
        {
            LogRefused(gatewayId, problem);
            return;
        }

        if (report.BroadcastId is { } broadcastId)
        {
            await ApplyAsync(report, broadcastId);
        }
    }

    private async Task<(PlaybackReport? Report, string Problem)> OpenAsync(string gatewayId, ReadOnlyMemory<byte> payload)
    {
        await using var database = await databases.CreateDbContextAsync();
        var publicKey = await database.Gateways.Where(gateway => gateway.Id == gatewayId).Select(gateway => gateway.PublicKey).SingleOrDefaultAsync();
        if (publicKey is null)
        {
            return (null, "no public key is known for it");
        }

        using var keys = new TrustedKeys();
        keys.Add(publicKey);
        return ReportReader.Read(payload, keys, gatewayId);
    }

    private async Task ApplyAsync(PlaybackReport report, Guid broadcastId)
    {
        using (await gate.EnterAsync(CancellationToken.None))
        {
            await using var database = await databases.CreateDbContextAsync();
            var playback = await database.Playbacks.SingleOrDefaultAsync(
                known => known.BroadcastId == broadcastId && known.GatewayId == report.Gateway);
            if (playback is null)
            {
                LogUnexpected(report.Gateway, broadcastId);
                return;
            }

            if (!PlaybackProgress.Apply(playback, report, time.GetUtcNow()))
            {
                return;
            }

            await database.SaveChangesAsync();
        }

        await closer.CloseIfDoneAsync(broadcastId, CancellationToken.None);
        gate.RaiseChanged(broadcastId);
    }

    [LoggerMessage(LogLevel.Warning, "A report of {Gateway} was refused: {Problem}.")]
    private partial void LogRefused(string gateway, string problem);

    [LoggerMessage(LogLevel.Warning, "{Gateway} reports on broadcast {Broadcast}, which does not address it.")]
    private partial void LogUnexpected(string gateway, Guid broadcast);
}
