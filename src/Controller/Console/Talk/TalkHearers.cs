using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Talk;

/// <summary>How one gateway stands with a talk, in words.</summary>
/// <param name="Id">The gateway's.</param>
/// <param name="Name">Village, and the zones where not all of them sound.</param>
/// <param name="Note">Who hears it.</param>
/// <param name="Look">A state's style: <c>st-on</c> and the like.</param>
/// <param name="Icon">A state's outline.</param>
/// <param name="Words">What was seen.</param>
internal sealed record TalkHearer(string Id, string Name, string Note, string Look, string Icon, string Words);

/// <summary>Says of each addressed village whether it really sounds: by what its gateway reported, not by what was asked.</summary>
internal sealed class TalkHearers(IDbContextFactory<TownDbContext> databases, GatewayPresence presence, IStringLocalizer<TalkWords> T)
{
    // Less is within what nobody hears.
    private const long LateUs = 50_000;

    /// <summary>The addressed gateways of a broadcast, and the zones beside them that stay silent.</summary>
    public async Task<IReadOnlyList<TalkHearer>> ReadAsync(Broadcast broadcast, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        var addressed = broadcast.Playbacks.Select(playback => playback.GatewayId).ToList();
        var gateways = await database.Gateways.AsNoTracking().Where(gateway => addressed.Contains(gateway.Id)).ToDictionaryAsync(gateway => gateway.Id, cancellationToken);
        return [.. broadcast.Playbacks.Where(playback => gateways.ContainsKey(playback.GatewayId))
            .OrderBy(playback => playback.GatewayId, StringComparer.Ordinal)
            .SelectMany(playback => Of(playback, gateways[playback.GatewayId], tree))];
    }

    private IEnumerable<TalkHearer> Of(Playback playback, Gateway gateway, AreaTree tree)
    {
        var village = tree.Find(gateway.AreaCode)?.Name ?? gateway.Name;
        var (look, icon, words) = StateOf(playback);
        if (playback.Zones.Count == 0)
        {
            yield return new TalkHearer(gateway.Id, village, T["全村，{0} 户", tree.Find(gateway.AreaCode)?.Households ?? 0], look, icon, words);
            yield break;
        }

        var sounding = gateway.Zones.Where(zone => playback.Zones.Contains(zone.Number)).ToList();
        yield return new TalkHearer(gateway.Id, T["{0} {1} 号分区", village, NumbersOf(sounding)], T["{0}，{1} 户", NamesOf(sounding, tree), HouseholdsOf(sounding, tree)], look, icon, words);
        var silent = gateway.Zones.Except(sounding).ToList();
        if (silent.Count > 0)
        {
            yield return new TalkHearer(gateway.Id + "-rest", T["{0} 号分区", NumbersOf(silent)], NamesOf(silent, tree), "st-ready is-quiet", "volume", T["没选，不响"]);
        }
    }

    private (string Look, string Icon, string Words) StateOf(Playback playback) => playback.State switch
    {
        PlaybackState.Expected when !presence.IsOnline(playback.GatewayId) => ("st-off", "off", T["网关离线，听不到"]),
        PlaybackState.Expected => ("st-warm", "warm", T["还没收到"]),
        PlaybackState.Received => ("st-warm", "warm", T["功放在打开"]),
        PlaybackState.Sounding when playback.Evidence is { FirstSampleErrorUs: > LateUs and var late } => ("st-on", "on", T["在响，晚了 {0:0.0} 秒", late / 1e6]),
        PlaybackState.Sounding => ("st-on", "on", T["在响"]),
        PlaybackState.Played or PlaybackState.Partly => ("st-ready", "check", T["响过了"]),
        PlaybackState.Suspended or PlaybackState.Interrupted => ("st-warm", "warn", playback.Reason ?? T["让位给更要紧的"]),
        PlaybackState.NoAnswer => ("st-off", "off", T["没有回音"]),
        _ => ("st-fault", "fault", playback.Reason ?? T["没有响"]),
    };

    private static string NumbersOf(IEnumerable<GatewayZone> zones) => string.Join('、', zones.Select(zone => zone.Number).Order());

    private static IEnumerable<Area> CommunesOf(IEnumerable<GatewayZone> zones, AreaTree tree) =>
        zones.SelectMany(zone => zone.Communes).Distinct().Select(tree.Find).OfType<Area>().OrderBy(area => area.Code, StringComparer.Ordinal);

    private static string NamesOf(IEnumerable<GatewayZone> zones, AreaTree tree) => string.Join('、', CommunesOf(zones, tree).Select(area => area.Name));

    private static int HouseholdsOf(IEnumerable<GatewayZone> zones, AreaTree tree) => CommunesOf(zones, tree).Sum(area => area.Households);
}
