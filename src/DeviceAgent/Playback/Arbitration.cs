using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>When a broadcast wants the loudspeakers, half-open, with which right, and on which lines.</summary>
internal readonly record struct Claim(Priority Priority, DateTimeOffset Start, DateTimeOffset End, LineSet Lines)
{
    /// <summary>Whether both want the same line at the same time.</summary>
    public bool Meets(Claim other) => Lines.Meets(other.Lines) && Start < other.End && other.Start < End;

    /// <summary>Whether it interrupts the other.</summary>
    public bool Displaces(Claim other) => Priority > other.Priority && Meets(other);
}

/// <summary>Who gets the loudspeakers.</summary>
internal static class Arbitration
{
    /// <summary>Whether something of the same or a higher priority has any of the time that <paramref name="asked"/> wants on any of its lines.</summary>
    public static bool IsBusy(IEnumerable<Claim> held, Claim asked) =>
        held.Any(claim => claim.Meets(asked) && claim.Priority >= asked.Priority);

    /// <summary>Why an order can't be taken whatever else sounds, or null.</summary>
    public static RefusalReason? Misfit(TimeSpan? length, DateTimeOffset startAt, DateTimeOffset now, PlaybackOptions options) =>
        length switch
        {
            null => RefusalReason.TooLong,
            { } known when known > options.LongestPlay => RefusalReason.TooLong,
            _ when startAt - now > options.LongestWait => RefusalReason.TooEarly,
            { } known when now - startAt >= known => RefusalReason.Expired,
            _ => null,
        };
}
