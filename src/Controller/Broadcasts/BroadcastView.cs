using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>A broadcast as the API shows it.</summary>
internal sealed record BroadcastView(
    Guid Id,
    string Title,
    Guid? ScheduleId,
    Priority Priority,
    OrderClass Class,
    IReadOnlyList<string> Areas,
    IReadOnlyList<Guid> ProgrammeIds,
    int VolumePercent,
    DateTimeOffset PlannedStart,
    DateTimeOffset PlannedEnd,
    long LengthMs,
    BroadcastState State,
    string? Reason,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt,
    long? OrderSequence,
    IReadOnlyList<PlaybackView> Playbacks)
{
    public static BroadcastView Of(Broadcast broadcast) => new(
        broadcast.Id, broadcast.Title, broadcast.ScheduleId, broadcast.Priority, broadcast.Class, broadcast.Areas,
        broadcast.ProgrammeIds, broadcast.VolumePercent, broadcast.PlannedStart, broadcast.PlannedStart + broadcast.Length,
        (long)broadcast.Length.TotalMilliseconds, broadcast.State, broadcast.Reason, broadcast.CreatedAt, broadcast.EndedAt,
        broadcast.OrderSequence, [.. broadcast.Playbacks.OrderBy(playback => playback.GatewayId, StringComparer.Ordinal).Select(PlaybackView.Of)]);
}

/// <summary>What one gateway did, with its evidence.</summary>
internal sealed record PlaybackView(
    string GatewayId,
    IReadOnlyList<int> Zones,
    PlaybackState State,
    string? Reason,
    DateTimeOffset? ReceivedAt,
    PlaybackEvidence? Evidence)
{
    public static PlaybackView Of(Playback playback) => new(
        playback.GatewayId, playback.Zones, playback.State, playback.Reason, playback.ReceivedAt, playback.Evidence);
}
