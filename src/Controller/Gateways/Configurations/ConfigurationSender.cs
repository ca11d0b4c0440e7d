using System.Collections.Concurrent;
using System.Threading.Channels;
using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways.Configurations;

/// <summary>Brings each gateway its newest configuration: when there is one, when it connects, and until it says that it holds it.</summary>
internal sealed partial class ConfigurationSender(
    IDbContextFactory<TownDbContext> databases,
    ConfigurationDesk desk,
    GatewayPresence presence,
    Postman postman,
    TimeProvider time,
    ILogger<ConfigurationSender> log) : BackgroundService
{
    // A gateway says at once what it holds: it gets the time to write.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(12);

    // Written by the one reader of the channel; what waits there twice is done once.
    private readonly Dictionary<string, (long Revision, DateTimeOffset At)> _sent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _settled = new(StringComparer.Ordinal);
    private readonly Channel<(string GatewayId, bool Now)> _wanted = Channel.CreateUnbounded<(string, bool)>();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await desk.RenewAllAsync(cancellationToken);
        desk.Issued += OnIssued;
        postman.Connected += OnIssued;
        presence.Changed += OnSaid;
        await base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        desk.Issued -= OnIssued;
        postman.Connected -= OnIssued;
        presence.Changed -= OnSaid;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (gatewayId, now) in _wanted.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await SettleAsync(gatewayId, now, stoppingToken);
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end the controller; the gateway speaks again in some seconds.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(gatewayId, error);
            }
        }
    }

    private void OnIssued(string gatewayId)
    {
        _settled.TryRemove(gatewayId, out _);
        _wanted.Writer.TryWrite((gatewayId, true));
    }

    private void OnSaid(string gatewayId)
    {
        if (presence.Find(gatewayId)?.State.ConfigurationRevision is { } said && (!_settled.TryGetValue(gatewayId, out var settled) || settled != said))
        {
            _wanted.Writer.TryWrite((gatewayId, false));
        }
    }

    private async Task SettleAsync(string gatewayId, bool now, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Gateways.SingleOrDefaultAsync(known => known.Id == gatewayId, cancellationToken) is not { PublicKey: not null } gateway)
        {
            return;
        }

        await AcknowledgeAsync(database, gateway, cancellationToken);
        if (await ConfigurationDesk.NewestAsync(database, gatewayId, cancellationToken) is not { } newest)
        {
            return;
        }

        if (newest.Revision == gateway.InstalledRevision)
        {
            _settled[gatewayId] = newest.Revision;
        }
        else if (newest.ApprovedBy is not null || !ConfigurationDesk.NeedsApproval(await ConfigurationDesk.InstalledAsync(database, gateway, cancellationToken)))
        {
            await SendAsync(newest, now, cancellationToken);
        }
    }

    // The gateway signed what it says; it can only name one that it holds.
    private async Task AcknowledgeAsync(TownDbContext database, Gateway gateway, CancellationToken cancellationToken)
    {
        if (presence.Find(gateway.Id)?.State.ConfigurationRevision is not { } said || said == gateway.InstalledRevision || presence.Find(gateway.Id)!.HeardAt < gateway.EnrolledAt)
        {
            return;
        }

        gateway.InstalledRevision = said;
        LogInstalled(gateway.Id, said);
        var renewed = await desk.RenewAsync(database, gateway, cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        if (renewed)
        {
            _settled.TryRemove(gateway.Id, out _);
        }
    }

    private async Task SendAsync(IssuedConfiguration newest, bool now, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        if (!now && _sent.TryGetValue(newest.GatewayId, out var last) && last.Revision == newest.Revision && at - last.At < Again)
        {
            return;
        }

        _sent[newest.GatewayId] = (newest.Revision, at);
        await postman.PublishAsync(Topics.GatewayConfiguration(newest.GatewayId), newest.Document, atLeastOnce: true, cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "{GatewayId} could not be brought its configuration; tried again.")]
    private partial void LogFailed(string gatewayId, Exception error);

    [LoggerMessage(LogLevel.Information, "{GatewayId} holds configuration {Revision}.")]
    private partial void LogInstalled(string gatewayId, long revision);
}
