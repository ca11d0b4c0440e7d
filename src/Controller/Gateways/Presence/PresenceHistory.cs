namespace CloudBroadcast.Controller.Gateways.Presence;

/// <summary>How a gateway stood from one instant to another.</summary>
internal sealed record PresenceSpan(PresenceStanding Standing, DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;
}

/// <summary>How much of a window a gateway was there; what nobody watched counts for neither.</summary>
internal sealed record OnlineTime(TimeSpan Online, TimeSpan Offline, TimeSpan Unknown)
{
    /// <summary>0 to 1; null where nobody watched at all.</summary>
    public double? Share => Online + Offline > TimeSpan.Zero ? Online / (Online + Offline) : null;
}

/// <summary>A gateway's presence over a window, as spans without gaps. Pure.</summary>
internal sealed class PresenceHistory
{
    private readonly List<PresenceSpan> _spans = [];

    /// <param name="before">The last change before the window; null where there is none.</param>
    /// <param name="changes">Those in the window, in their order.</param>
    /// <param name="from">The window's begin.</param>
    /// <param name="to">Its end; never later than now.</param>
    public PresenceHistory(PresenceChange? before, IEnumerable<PresenceChange> changes, DateTimeOffset from, DateTimeOffset to)
    {
        var (standing, since) = (before?.Standing ?? PresenceStanding.Unknown, from);
        foreach (var change in changes)
        {
            Add(standing, since, change.At);
            (standing, since) = (change.Standing, change.At);
        }

        Add(standing, since, to);
    }

    /// <summary>From the oldest to the newest; neighbours stand differently.</summary>
    public IReadOnlyList<PresenceSpan> Spans => _spans;

    /// <summary>How much of [<paramref name="from"/>, <paramref name="to"/>) the gateway was there.</summary>
    public OnlineTime Of(DateTimeOffset from, DateTimeOffset to)
    {
        var sums = _spans
            .Select(span => (span.Standing, Length: Earlier(span.To, to) - Later(span.From, from)))
            .Where(part => part.Length > TimeSpan.Zero)
            .ToLookup(part => part.Standing, part => part.Length);
        return new OnlineTime(Sum(sums[PresenceStanding.Online]), Sum(sums[PresenceStanding.Offline]), Sum(sums[PresenceStanding.Unknown]));
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> lengths) => lengths.Aggregate(TimeSpan.Zero, (sum, length) => sum + length);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private void Add(PresenceStanding standing, DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from)
        {
            return;
        }

        if (_spans is [.., var last] && last.Standing == standing)
        {
            _spans[^1] = last with { To = to };
        }
        else
        {
            _spans.Add(new PresenceSpan(standing, from, to));
        }
    }
}
