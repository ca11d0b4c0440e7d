namespace CloudBroadcast.Controller.Schedules;

/// <summary>
/// What becomes of an occurrence that nobody started in time. Before its start plus the grace (and at most its length)
/// it starts late and is joined at its live position; from then on it is missed.
/// </summary>
internal static class FiringRule
{
    /// <summary>The instant from which the occurrence is missed.</summary>
    public static DateTimeOffset LastStart(DateTimeOffset startsAt, TimeSpan length, TimeSpan grace) =>
        startsAt + (length < grace ? length : grace);

    /// <summary>Whether it may still start at <paramref name="now"/>.</summary>
    public static bool IsDue(DateTimeOffset startsAt, TimeSpan length, TimeSpan grace, DateTimeOffset now) =>
        now < LastStart(startsAt, length, grace);
}
