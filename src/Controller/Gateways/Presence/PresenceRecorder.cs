using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Presence;

/// <summary>Writes down when gateways come and go. A controller that ends loses the last minute of its watch and no more.</summary>
internal sealed partial class PresenceRecorder(
    PresenceBook book, GatewayPresence presence, IOptions<GatewayOptions> options, TimeProvider time, ILogger<PresenceRecorder> log) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromDays(1);

    // A gateway that spoke; null for the beat. Everything else here is touched by the one reader of the channel.
    private readonly Channel<string?> _heard = Channel.CreateUnbounded<string?>();
    private Dictionary<string, PresenceStanding> _recorded = new(StringComparer.Ordinal);
    private DateTimeOffset _begun;
    private DateTimeOffset _pruned;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _recorded = await book.BeginAsync(cancellationToken);
        _begun = time.GetUtcNow();
        presence.Changed += OnChanged;
        await base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        presence.Changed -= OnChanged;
        return base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(BeatAsync(stoppingToken), RecordAsync(stoppingToken));

    private void OnChanged(string gatewayId) => _heard.Writer.TryWrite(gatewayId);

    private async Task BeatAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            _heard.Writer.TryWrite(null);
        }
    }

    private async Task RecordAsync(CancellationToken stoppingToken)
    {
        await foreach (var gatewayId in _heard.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await (gatewayId is null ? LookAroundAsync(stoppingToken) : NoteAsync([gatewayId], stoppingToken));
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end the controller; the next beat looks at every gateway again.
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(error);
            }
        }
    }

    // What was lost on the way to a busy database is found here again.
    private async Task LookAroundAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var inService = await book.InServiceAsync(cancellationToken);
        var silent = inService
            .Where(gateway => _recorded.GetValueOrDefault(gateway.Id) is PresenceStanding.Unknown && presence.Find(gateway.Id) is null && now - Since(gateway.Since) >= options.Value.OfflineAfter)
            .Select(gateway => new PresenceChange { GatewayId = gateway.Id, At = Since(gateway.Since), Standing = PresenceStanding.Offline }).ToList();
        await WriteAsync([.. silent, .. ChangesOf(inService.Select(gateway => gateway.Id))], isBeat: true, cancellationToken);
        if (now - _pruned >= PruneEvery)
        {
            await book.PruneAsync(cancellationToken);
            _pruned = now;
        }
    }

    private DateTimeOffset Since(DateTimeOffset enrolled) => enrolled > _begun ? enrolled : _begun;

    private Task NoteAsync(IEnumerable<string> gateways, CancellationToken cancellationToken) =>
        WriteAsync([.. ChangesOf(gateways)], isBeat: false, cancellationToken);

    private async Task WriteAsync(List<PresenceChange> changes, bool isBeat, CancellationToken cancellationToken)
    {
        if (changes.Count == 0 && !isBeat)
        {
            return;
        }

        await book.NoteAsync(changes, cancellationToken);
        changes.ForEach(change => _recorded[change.GatewayId] = change.Standing);
    }

    private IEnumerable<PresenceChange> ChangesOf(IEnumerable<string> gateways) =>
        from gateway in gateways
        let seen = presence.Find(gateway)
        where seen is not null
        let standing = presence.IsOnline(gateway) ? PresenceStanding.Online : PresenceStanding.Offline
        where _recorded.GetValueOrDefault(gateway) != standing

        // One that fell silent was there until its last word; one whose session ended, until now.
        let at = seen.IsGone ? time.GetUtcNow() : seen.HeardAt
        select new PresenceChange { GatewayId = gateway, At = at, Standing = standing };

    [LoggerMessage(LogLevel.Error, "When gateways came and went could not be written; tried again within a minute.")]
    private partial void LogFailed(Exception error);
}
