using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Takes in what gateways say of broadcasts: believed only with the gateway's own signature, and harmless when it comes twice.</summary>
internal sealed partial class ReportIntake(
    Postman postman,
    GatewayKeys keys,
    IDbContextFactory<TownDbContext> databases,
    BroadcastGate gate,
    BroadcastCloser closer,
    TimeProvider time,
    ILogger<ReportIntake> logger) : IHostedService
{
    private const string Leaf = "report";
    private const int LongestDetail = 200;

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

        if (Read(gatewayId, payload) is not { } report)
        {
            return;
        }

        if (report.BroadcastId is { } broadcastId)
        {
            await ApplyAsync(report, broadcastId);
        }
    }

    private PlaybackReport? Read(string gatewayId, ReadOnlyMemory<byte> payload)
    {
        if (!keys.TryOpen(DocumentKind.Report, gatewayId, payload, out var json, out var refusal))
        {
            LogRefused(gatewayId, refusal.ToString());
            return null;
        }

        var problem = WireJson.TryRead<PlaybackReport>(json.Span, out var report, out var form) ? ProblemOf(report, gatewayId) : form;
        if (problem is not null)
        {
            LogRefused(gatewayId, problem);
            return null;
        }

        return report;
    }

    private static string? ProblemOf(PlaybackReport report, string gatewayId) => report switch
    {
        { Version: not WireVersion.Current } => $"its version is {report.Version}",
        _ when report.Gateway != gatewayId => $"it names \"{report.Gateway}\"",
        { Detail.Length: > LongestDetail } => $"its detail is longer than {LongestDetail} characters",
        _ => null,
    };

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
    private partial void LogRefused(string gateway, string? problem);

    [LoggerMessage(LogLevel.Warning, "{Gateway} reports on broadcast {Broadcast}, which does not address it.")]
    private partial void LogUnexpected(string gateway, Guid broadcast);
}
