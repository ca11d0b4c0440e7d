using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Maintenance;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Takes in what gateways say of broadcasts and of other orders: believed only with the gateway's own signature, and harmless when it comes twice.</summary>
internal sealed partial class ReportIntake(
    Postman postman,
    GatewayKeys keys,
    IDbContextFactory<TownDbContext> databases,
    BroadcastGate gate,
    BroadcastCloser closer,
    ReportedBroadcasts reported,
    BroadcastRunner runner,
    MaintenanceBook maintenance,
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

        if (Read(gatewayId, payload) is { } report)
        {
            await TakeAsync(report);
        }
    }

    /// <summary>Takes a report whose signature and gateway were checked, however it came; the same one twice changes nothing.</summary>
    public async Task TakeAsync(PlaybackReport report)
    {
        if (report.BroadcastId is { } broadcastId)
        {
            await ApplyAsync(report, broadcastId);
        }
        else if (report.OrderId is not null)
        {
            await maintenance.TakeAsync(report, CancellationToken.None);
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

    /// <summary>Why a report is not one that this gateway may give, or null.</summary>
    public static string? ProblemOf(PlaybackReport report, string gatewayId) => report switch
    {
        { Version: not WireVersion.Current } => $"its version is {report.Version}",
        _ when report.Gateway != gatewayId => $"it names \"{report.Gateway}\"",
        { Detail.Length: > Detail.Longest } => $"its detail is longer than {Detail.Longest} characters",
        _ => null,
    };

    private async Task ApplyAsync(PlaybackReport report, Guid broadcastId)
    {
        if (await WriteAsync(report, broadcastId) is not { } written)
        {
            return;
        }

        await reported.SettleAsync(report, broadcastId, CancellationToken.None);
        if (!written.Changed)
        {
            return;
        }

        await closer.CloseIfDoneAsync(broadcastId, CancellationToken.None);
        if (written.Added is { } broadcast)
        {
            runner.Begin(broadcast);
        }

        gate.RaiseChanged(broadcastId);
    }

    // What has changed; null when nobody was addressed.
    private async Task<(bool Changed, Broadcast? Added)?> WriteAsync(PlaybackReport report, Guid broadcastId)
    {
        using var turn = await gate.EnterAsync(CancellationToken.None);
        await using var database = await databases.CreateDbContextAsync();
        if (await reported.FindOrAddAsync(database, report, broadcastId, CancellationToken.None) is not { } broadcast)
        {
            LogUnexpected(report.Gateway, broadcastId);
            return null;
        }

        var isNew = database.Entry(broadcast).State is EntityState.Added;
        var playback = broadcast.Playbacks.Single(known => known.GatewayId == report.Gateway);
        var changed = PlaybackProgress.Apply(playback, report, time.GetUtcNow());
        await database.SaveChangesAsync();
        return (changed, isNew ? broadcast : null);
    }

    [LoggerMessage(LogLevel.Warning, "A report of {Gateway} was refused: {Problem}.")]
    private partial void LogRefused(string gateway, string? problem);

    [LoggerMessage(LogLevel.Warning, "{Gateway} reports on broadcast {Broadcast}, which does not address it.")]
    private partial void LogUnexpected(string gateway, Guid broadcast);
}
