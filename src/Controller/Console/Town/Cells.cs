using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Console.Parts;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>One cell for each village: what is planned, and what was seen of it. Pure.</summary>
internal static class Cells
{
    /// <summary>The strip of what has not begun.</summary>
    public static StripView Planned(Plan plan, IReadOnlyList<string> areas)
    {
        var addressed = plan.Tree.TryResolveTargets(areas, out var targets, out _)
            ? targets.Select(target => target.Gateway).ToHashSet()
            : [];
        return StripOf(plan, gateway => addressed.Contains(gateway) ? Cell.Planned : Cell.None);
    }

    /// <summary>The strip of a broadcast, from the gateways' reports and what they say of themselves now.</summary>
    public static StripView Of(Plan plan, Broadcast broadcast, IReadOnlyDictionary<string, Heard> heard)
    {
        var playbacks = broadcast.Playbacks.ToDictionary(playback => playback.GatewayId);
        return StripOf(plan, gateway => playbacks.TryGetValue(gateway, out var playback)
            ? Of(playback, heard.GetValueOrDefault(gateway, Heard.Nothing))
            : Cell.None);
    }

    public static Cell Of(Playback playback, Heard heard) => playback.State switch
    {
        PlaybackState.Played => Cell.Sounded,
        PlaybackState.Partly or PlaybackState.Refused or PlaybackState.Interrupted or PlaybackState.Failed or PlaybackState.Missed => Cell.Failed,
        PlaybackState.NoAnswer => Cell.Offline,
        _ when !heard.Online => Cell.Offline,
        _ when heard.OnAir is { } air && air.BroadcastId == playback.BroadcastId => air.PositionMs < 0 ? Cell.Warming : Cell.Sounding,
        PlaybackState.Sounding => Cell.Sounding,
        _ => Cell.Planned,
    };

    private static StripView StripOf(Plan plan, Func<string, Cell> cellOf) => new(
    [
        .. plan.Villages.Select(village => new VillageCell(
            village.Name, plan.Gateways.TryGetValue(village.Code, out var gateway) ? cellOf(gateway.Id) : Cell.None)),
    ]);
}
