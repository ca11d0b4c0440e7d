using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Schedules as tests want them.</summary>
internal static class Schedules
{
    /// <summary>One item that is played at each of these instants.</summary>
    public static GatewaySchedule Of(DateTimeOffset now, PlayItem item, params DateTimeOffset[] starts) => new()
    {
        Version = WireVersion.Current,
        Gateway = Orders.Gateway,
        Revision = 7,
        IssuedAt = now,
        Until = now.AddDays(7),
        Items = [item],
        Plays =
        [
            new ScheduledPlay
            {
                ScheduleId = Guid.NewGuid(),
                Title = "每日普法 第 128 期",
                Priority = Priority.Scheduled,
                VolumePercent = 80,
                Zones = [],
                Items = [0],
                Starts = [.. starts.Select(at => new ScheduledStart { BroadcastId = Guid.NewGuid(), StartAt = at })],
            },
        ],
    };
}
