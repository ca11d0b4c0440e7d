using System.Threading.Channels;
using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Columns;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Schedules.Days;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Schedules.Carried;

/// <summary>
/// Brings each connected gateway its own schedule: when it connects, when what it would play has changed, a review among it, before the former
/// one is old, and while it says that it holds another one.
/// </summary>
internal sealed partial class ScheduleSender(
    IDbContextFactory<TownDbContext> databases,
    ScheduleContent content,
    GatewayLimits limits,
    CarriedSchedules carried,
    ScheduleBook schedules,
    DayBook days,
    PlaylistLibrary playlists,
    ColumnLibrary columns,
    ReviewBook reviews,
    ProgrammeLibrary programmes,
    ConfigurationDesk configurations,
    GatewayPresence presence,
    Postman postman,
    TimeProvider time,
    ILogger<ScheduleSender> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(5);

    // A gateway writes and syncs it, and says so with its next state.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<Wish> _wishes = Channel.CreateUnbounded<Wish>();

    /// <summary>Look at one gateway, or at all; send also what has not changed.</summary>
    private readonly record struct Wish(string? GatewayId, bool Always);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        schedules.Changed += LookAtAll;
        days.Changed += LookAtAll;
        playlists.Changed += LookAtAll;
        columns.Changed += LookAtAll;
        reviews.Changed += LookAtAll;
        programmes.Changed += LookAtAll;
        configurations.Issued += LookAt;
        postman.ScheduleHeard += Bring;
        presence.Changed += OnSaid;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        schedules.Changed -= LookAtAll;
        days.Changed -= LookAtAll;
        playlists.Changed -= LookAtAll;
        columns.Changed -= LookAtAll;
        reviews.Changed -= LookAtAll;
        programmes.Changed -= LookAtAll;
        configurations.Issued -= LookAt;
        postman.ScheduleHeard -= Bring;
        presence.Changed -= OnSaid;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = time.CreateTimer(_ => LookAtAll(), null, Round, Round);
        while (await _wishes.Reader.WaitToReadAsync(stoppingToken))
        {
            try
            {
                await SendAsync(Waiting(), stoppingToken);
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end the controller; the next round looks again.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(error);
            }
        }
    }

    private void LookAtAll() => _wishes.Writer.TryWrite(new Wish(null, Always: false));

    private void LookAt(string gatewayId) => _wishes.Writer.TryWrite(new Wish(gatewayId, Always: false));

    private void Bring(string gatewayId) => _wishes.Writer.TryWrite(new Wish(gatewayId, Always: true));

    private void OnSaid(string gatewayId)
    {
        if (carried.IsUnsettled(gatewayId, Patience))
        {
            LookAt(gatewayId);
        }
    }

    // What waits twice is done once: ten edits in a row make one or two schedules.
    private Dictionary<string, bool> Waiting()
    {
        var connected = postman.ConnectedGateways;
        var wanted = new Dictionary<string, bool>(StringComparer.Ordinal);
        while (_wishes.Reader.TryRead(out var wish))
        {
            foreach (var gatewayId in wish.GatewayId is { } one ? [one] : connected)
            {
                wanted[gatewayId] = wish.Always || wanted.GetValueOrDefault(gatewayId);
            }
        }

        return wanted;
    }

    private async Task SendAsync(Dictionary<string, bool> wanted, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var plan = await CarriedPlan.ReadAsync(database, content, limits, time.GetUtcNow(), cancellationToken);
        foreach (var (gatewayId, always) in wanted.Where(pair => postman.ConnectedGateways.Contains(pair.Key)))
        {
            if (carried.Next(gatewayId, plan, always || carried.IsUnsettled(gatewayId, Patience)) is { } document)
            {
                await postman.PublishAsync(Topics.GatewaySchedule(gatewayId), document, atLeastOnce: true, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Schedules could not be brought to the gateways; tried again.")]
    private partial void LogFailed(Exception error);
}
