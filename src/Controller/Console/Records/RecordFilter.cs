using System.Globalization;
using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Console.Records;

/// <summary>What made a broadcast.</summary>
internal enum RecordKind
{
    /// <summary>A schedule.</summary>
    Planned,

    /// <summary>Somebody, by hand.</summary>
    Manual,

    /// <summary>A microphone.</summary>
    Live,

    /// <summary>An alert.</summary>
    Alert,

    /// <summary>An exercise.</summary>
    Exercise,
}

/// <summary>How it ended.</summary>
internal enum RecordOutcome
{
    /// <summary>Played whole wherever it was addressed.</summary>
    Whole,

    /// <summary>Played to its end, and not whole everywhere.</summary>
    Partly,

    /// <summary>Ended early or called off.</summary>
    Stopped,

    /// <summary>Sounded nowhere, or did not start.</summary>
    Missed,

    /// <summary>Has not ended.</summary>
    Open,
}

/// <summary>Which records are looked for. Where a village is named, the outcome is that village's. Pure.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day; not before <paramref name="From"/>.</param>
/// <param name="Village">Its code, or null for all.</param>
/// <param name="Kind">Null for all.</param>
/// <param name="Outcome">Null for all.</param>
internal sealed record RecordFilter(DateOnly From, DateOnly To, string? Village, RecordKind? Kind, RecordOutcome? Outcome)
{
    /// <summary>More days than this are not looked through at once.</summary>
    public const int MostDays = 400;

    private const int UsualDays = 7;
    private const string DayForm = "yyyy-MM-dd";

    /// <summary>Reads what an address says; what can't be read there is the usual: the last seven days, everywhere, all.</summary>
    public static RecordFilter Read(string? from, string? to, string? village, string? kind, string? outcome, DateOnly today)
    {
        var last = Day(to) ?? today;
        var first = Day(from) ?? (Day(to) is null ? today : last).AddDays(1 - UsualDays);
        (first, last) = first <= last ? (first, last) : (last, first);
        return new RecordFilter(
            last.DayNumber - first.DayNumber < MostDays ? first : last.AddDays(1 - MostDays),
            last,
            AreaCode.Normalise(village),
            Word<RecordKind>(kind),
            Word<RecordOutcome>(outcome));
    }

    /// <summary>The part of an address that says the same, without its question mark.</summary>
    public string Query => string.Join('&', new[]
    {
        ("from", From.ToString(DayForm, CultureInfo.InvariantCulture)),
        ("to", To.ToString(DayForm, CultureInfo.InvariantCulture)),
        ("village", Village),
        ("kind", Kind?.ToString()),
        ("outcome", Outcome?.ToString()),
    }.Where(part => part.Item2 is not null).Select(part => $"{part.Item1}={part.Item2}"));

    public static RecordKind KindOf(Broadcast broadcast) => broadcast switch
    {
        { Class: OrderClass.Exercise } => RecordKind.Exercise,
        { Class: OrderClass.Emergency } => RecordKind.Alert,
        { IsLive: true } => RecordKind.Live,
        { ScheduleId: null } => RecordKind.Manual,
        _ => RecordKind.Planned,
    };

    /// <summary>Those of the broadcasts that are looked for, but for their days.</summary>
    public IQueryable<Broadcast> In(IQueryable<Broadcast> broadcasts, string? gateway) => OfOutcome(OfKind(broadcasts), gateway);

    /// <summary>Whether occurrences that never became a broadcast can be among them.</summary>
    public bool TakesMissedOccurrences => Kind is null or RecordKind.Planned && Outcome is null or RecordOutcome.Missed;

    private IQueryable<Broadcast> OfKind(IQueryable<Broadcast> all) => Kind switch
    {
        RecordKind.Exercise => all.Where(broadcast => broadcast.Class == OrderClass.Exercise),
        RecordKind.Alert => all.Where(broadcast => broadcast.Class == OrderClass.Emergency),
        RecordKind.Live => all.Where(broadcast => broadcast.Class == OrderClass.Ordinary && broadcast.IsLive),
        RecordKind.Manual => all.Where(broadcast => broadcast.Class == OrderClass.Ordinary && !broadcast.IsLive && broadcast.ScheduleId == null),
        RecordKind.Planned => all.Where(broadcast => broadcast.Class == OrderClass.Ordinary && !broadcast.IsLive && broadcast.ScheduleId != null),
        _ => all,
    };

    private IQueryable<Broadcast> OfOutcome(IQueryable<Broadcast> all, string? gateway)
    {
        if (gateway is null)
        {
            return Outcome switch
            {
                RecordOutcome.Whole => all.Where(broadcast => broadcast.State == BroadcastState.Finished && broadcast.Playbacks.All(playback => playback.State == PlaybackState.Played)),
                RecordOutcome.Partly => all.Where(broadcast => broadcast.State == BroadcastState.Finished && broadcast.Playbacks.Any(playback => playback.State != PlaybackState.Played)),
                RecordOutcome.Stopped => all.Where(broadcast => broadcast.State == BroadcastState.Interrupted || broadcast.State == BroadcastState.Cancelled),
                RecordOutcome.Missed => all.Where(broadcast => broadcast.State == BroadcastState.Failed),
                RecordOutcome.Open => all.Where(broadcast => broadcast.EndedAt == null && broadcast.State != BroadcastState.Finished && broadcast.State != BroadcastState.Interrupted
                    && broadcast.State != BroadcastState.Cancelled && broadcast.State != BroadcastState.Failed),
                _ => all,
            };
        }

        List<PlaybackState> states = Outcome switch
        {
            RecordOutcome.Whole => [PlaybackState.Played],
            RecordOutcome.Partly => [PlaybackState.Partly],
            RecordOutcome.Stopped => [PlaybackState.Interrupted],
            RecordOutcome.Missed => [PlaybackState.Refused, PlaybackState.Failed, PlaybackState.Missed, PlaybackState.NoAnswer],
            RecordOutcome.Open => [PlaybackState.Expected, PlaybackState.Received, PlaybackState.Sounding, PlaybackState.Suspended],
            _ => [.. Enum.GetValues<PlaybackState>()],
        };
        return all.Where(broadcast => broadcast.Playbacks.Any(playback => playback.GatewayId == gateway && states.Contains(playback.State)));
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 2100 ? day : null;

    private static T? Word<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;
}
