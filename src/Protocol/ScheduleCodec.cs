using System.Diagnostics.CodeAnalysis;

namespace CloudBroadcast.Protocol;

/// <summary>Signs gateways' schedules, and opens them again with all that can be judged without the installed one.</summary>
public static class ScheduleCodec
{
    /// <summary>No schedule reaches further than this from when it was made.</summary>
    public static readonly TimeSpan LongestReach = TimeSpan.FromDays(8);

    private const int Most = 256;
    private const int MaxZone = 8;

    /// <summary>Signs a schedule.</summary>
    /// <exception cref="ArgumentException">It breaks a rule of the wire page, or is longer than <see cref="SignedDocument.MaxBytes"/>.</exception>
    public static byte[] Sign(GatewaySchedule schedule, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (ProblemOf(schedule) is { } problem)
        {
            throw new ArgumentException(problem, nameof(schedule));
        }

        var bytes = SignedDocument.Sign(DocumentKind.Schedule, WireJson.Write(schedule), key);
        return bytes.Length <= SignedDocument.MaxBytes
            ? bytes
            : throw new ArgumentException($"The schedule has {bytes.Length} bytes, more than {SignedDocument.MaxBytes}.", nameof(schedule));
    }

    /// <summary>Size, form, key known, signature, key allowed for ordinary orders. The caller judges addressee and revision.</summary>
    public static bool TryOpen(
        ReadOnlyMemory<byte> bytes,
        TrustedKeys keys,
        [NotNullWhen(true)] out GatewaySchedule? schedule,
        out string keyId,
        [NotNullWhen(false)] out RefusalReason? problem)
    {
        ArgumentNullException.ThrowIfNull(keys);
        schedule = null;
        if (!SignedDocument.TryOpen(DocumentKind.Schedule, bytes, keys, out var payload, out keyId, out problem))
        {
            return false;
        }

        if (!WireJson.TryRead<GatewaySchedule>(payload.Span, out var read, out _) || ProblemOf(read) is not null)
        {
            problem = RefusalReason.Form;
            return false;
        }

        if (!keys.Allows(keyId, OrderClass.Ordinary))
        {
            problem = RefusalReason.KeyNotAllowed;
            return false;
        }

        schedule = read;
        return true;
    }

    /// <summary>The first rule of the wire page that the schedule breaks, or null.</summary>
    public static string? ProblemOf(GatewaySchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return schedule switch
        {
            { Version: not WireVersion.Current } => $"version is {schedule.Version}, this build speaks {WireVersion.Current}",
            _ when !Topics.IsGatewayId(schedule.Gateway) => "gateway must be a gateway id",
            { Revision: < 1 } => "revision must be 1 or more",
            _ when schedule.Until <= schedule.IssuedAt || schedule.Until - schedule.IssuedAt > LongestReach =>
                $"until must be after issuedAt, by at most {LongestReach.TotalDays} days",
            { Items.Count: > Most } or { Plays.Count: > Most } => $"items and plays hold at most {Most} entries",
            _ when schedule.Items.Any(item => !OrderCodec.IsItem(item)) => "an item is out of range",
            _ => schedule.Plays.Select(play => ProblemOf(play, schedule)).FirstOrDefault(problem => problem is not null)
                ?? (HasDoubles(schedule) ? "a broadcastId stands twice" : null),
        };
    }

    private static string? ProblemOf(ScheduledPlay play, GatewaySchedule schedule) => play switch
    {
        { Title.Length: 0 or > 200 } => "title must have 1 to 200 characters",
        { Priority: > Priority.Scheduled } => "priority must be background or scheduled",
        { VolumePercent: < 0 or > 100 } => "volumePercent must be 0 to 100",
        _ when play.Zones.Any(zone => zone is < 1 or > MaxZone) => "zones must be 1 to 8",
        { Items.Count: 0 or > Most } or { Starts.Count: 0 or > Most } => $"items and starts hold 1 to {Most} entries",
        _ when play.Items.Any(place => place < 0 || place >= schedule.Items.Count) => "an item does not exist",
        _ when play.Starts.Any(start => start.StartAt < schedule.IssuedAt || start.StartAt >= schedule.Until) =>
            "startAt must lie between issuedAt and until",
        _ when play.Starts.Zip(play.Starts.Skip(1)).Any(pair => pair.First.StartAt >= pair.Second.StartAt) => "starts must ascend",
        _ => null,
    };

    private static bool HasDoubles(GatewaySchedule schedule)
    {
        var starts = schedule.Plays.SelectMany(play => play.Starts).Select(start => start.BroadcastId).ToList();
        return starts.Distinct().Count() < starts.Count;
    }
}
