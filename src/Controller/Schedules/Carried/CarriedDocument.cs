using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Schedules.Carried;

/// <summary>Makes a gateway's signed schedule of what it shall play: as many days of it as the document can hold. Pure.</summary>
internal static class CarriedDocument
{
    /// <summary>How far a schedule reaches when it fits.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromDays(7);

    // Signature and headers have some hundred bytes.
    private const int Envelope = 512;
    private const int Most = 256;

    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);

    /// <summary>The schedule, not signed yet; null when not even an hour fits.</summary>
    public static GatewaySchedule? Compose(string gatewayId, long revision, DateTimeOffset issuedAt, IReadOnlyList<CarriedStart> starts)
    {
        for (var reach = Reach; reach >= Shortest; reach = reach > TimeSpan.FromDays(1) ? reach - TimeSpan.FromDays(1) : reach / 2)
        {
            var schedule = Compose(gatewayId, revision, issuedAt, issuedAt + reach, starts);
            if (schedule.Items.Count <= Most && schedule.Plays.Count <= Most && WireJson.Write(schedule).Length <= SignedDocument.MaxBytes - Envelope)
            {
                return schedule;
            }
        }

        return null;
    }

    private static GatewaySchedule Compose(
        string gatewayId, long revision, DateTimeOffset issuedAt, DateTimeOffset until, IReadOnlyList<CarriedStart> starts)
    {
        var items = new List<PlayItem>();
        var plays = starts.Where(start => start.StartAt >= issuedAt && start.StartAt < until)
            .GroupBy(start => (start.Schedule.Id, start.Title, Sound: string.Join(',', start.Programmes.Select(programme => programme.ContentHash)))).Select(group => PlayOf([.. group], items)).ToList();
        return new GatewaySchedule
        {
            Version = WireVersion.Current,
            Gateway = gatewayId,
            Revision = revision,
            IssuedAt = issuedAt,
            Until = until,
            Items = items,
            Plays = plays,
        };
    }

    private static ScheduledPlay PlayOf(IReadOnlyList<CarriedStart> starts, List<PlayItem> items) => new()
    {
        ScheduleId = starts[0].Schedule.Id,
        Title = starts[0].Title,
        Priority = starts[0].Priority,
        VolumePercent = starts[0].Schedule.VolumePercent,
        Zones = starts[0].Zones,
        Items = [.. starts[0].Programmes.Select(programme => PlaceOf(OrderDesk.ItemOf(programme), items))],
        Starts = [.. starts.Select(start => new ScheduledStart
        {
            BroadcastId = OccurrenceId.Of(start.Schedule.Id, start.StartAt),
            StartAt = start.StartAt,
        })],
    };

    private static int PlaceOf(PlayItem item, List<PlayItem> items)
    {
        var place = items.FindIndex(known => known.Sha256 == item.Sha256);
        if (place < 0)
        {
            place = items.Count;
            items.Add(item);
        }

        return place;
    }
}
