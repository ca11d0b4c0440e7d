using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// The requests accepted and not over, waiting and on air, each in one part for each line that it needs; safe to use from
/// many threads.
/// </summary>
internal sealed class BroadcastQueue(PlaybackOptions options, LineMap lines)
{
    private const int RememberedStreams = 16;

    // What a higher one needs so soon is not given to a lower one for a moment.
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(2);

    private readonly List<Assignment> _waiting = [];
    private readonly List<Assignment> _taken = [];
    private readonly Queue<Guid> _past = new();
    private readonly Lock _lock = new();

    /// <summary>Raised when <see cref="Streams"/> changed, on the thread that changed it.</summary>
    public event Action? Changed;

    /// <summary>The streams of all.</summary>
    public IReadOnlyCollection<Guid> Streams
    {
        get
        {
            lock (_lock)
            {
                return [.. All.Where(assignment => assignment.Request.HasStream && assignment.Source == AudioSource.Stream).Select(assignment => assignment.Play.StreamId).Distinct()];
            }
        }
    }

    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return !All.Any();
            }
        }
    }

    /// <summary>Of each line the one that was taken first and is not over, each broadcast once, the highest first.</summary>
    public IReadOnlyList<Assignment> OnAir
    {
        get
        {
            lock (_lock)
            {
                return [.. _taken
                    .DistinctBy(assignment => assignment.Line)
                    .DistinctBy(assignment => assignment.Play.BroadcastId)
                    .OrderByDescending(assignment => assignment.Claim.Priority)];
            }
        }
    }

    private IEnumerable<Assignment> All => _taken.Concat(_waiting);

    /// <summary>Why a request would be refused, or null.</summary>
    public RefusalReason? Check(PlayRequest request, DateTimeOffset now)
    {
        lock (_lock)
        {
            return Check_NeedsLock(request, now);
        }
    }

    /// <summary>Takes a request in, or says why not.</summary>
    public RefusalReason? Add(PlayRequest request, DateTimeOffset now, int volumePercent, OpenStored open)
    {
        var stored = StoredAudio.IsHeld(request.Play, open) ? open : null;
        lock (_lock)
        {
            if (Check_NeedsLock(request, now) is { } refusal)
            {
                return refusal;
            }

            if (stored is null && !request.HasStream)
            {
                return RefusalReason.NoAudio;
            }

            _waiting.AddRange(PartsOf(request, volumePercent, stored));
        }

        Changed?.Invoke();
        return null;
    }

    /// <summary>Marks what a stop order names.</summary>
    public void Stop(StopOrder stop)
    {
        lock (_lock)
        {
            foreach (var assignment in All.Where(assignment => IsMeant(stop, assignment.Play)))
            {
                assignment.Stop(stop.Reason);
            }
        }
    }

    /// <summary>Gives a bundle to its order, or says why not (docs/wire/mqtt.md, rule 8).</summary>
    public RefusalReason? Offer(AudioBundle bundle, long timestamp, DateTimeOffset now)
    {
        Assignment[] parts;
        lock (_lock)
        {
            parts = [.. All.Where(candidate => candidate.Play.StreamId == bundle.StreamId)];
            if (parts.Length == 0)
            {
                // What was under way when its broadcast ended is nobody's fault.
                return _past.Contains(bundle.StreamId) ? null : RefusalReason.NotAddressed;
            }
        }

        RefusalReason? refusal = null;
        foreach (var part in parts)
        {
            refusal = part.Take(bundle, timestamp, now - part.Play.StartAt);
        }

        // They judge alike.
        return refusal;
    }

    /// <summary>Takes a line's waiting one that shall begin now: the highest, among those the first; none that starts before <paramref name="notBefore"/>.</summary>
    public Assignment? TakeDue(int line, DateTimeOffset now, Func<Assignment, DateTimeOffset> openAt, DateTimeOffset notBefore = default)
    {
        lock (_lock)
        {
            var due = _waiting
                .Where(assignment => assignment.Line == line && openAt(assignment) <= now && assignment.Claim.Start >= notBefore)
                .Where(assignment => DisplacerOf_NeedsLock(assignment, higher => openAt(higher) <= now + Near) is null)
                .OrderByDescending(assignment => assignment.Claim.Priority)
                .ThenBy(assignment => assignment.Claim.Start)
                .FirstOrDefault();
            if (due is not null)
            {
                _waiting.Remove(due);
                _taken.Add(due);
            }

            return due;
        }
    }

    /// <summary>The waiting one that needs the loudspeakers now and has more right to them, or null.</summary>
    public Assignment? DisplacerOf(Assignment running, Func<Assignment, bool> isNear)
    {
        lock (_lock)
        {
            return DisplacerOf_NeedsLock(running, isNear);
        }
    }

    /// <summary>Takes out the waiting ones that were stopped, or whose time went by.</summary>
    public IReadOnlyList<(Assignment Assignment, string Reason)> TakeDead(DateTimeOffset now)
    {
        List<(Assignment Assignment, string Reason)> dead;
        lock (_lock)
        {
            dead = [.. _waiting
                .Where(assignment => assignment.StopReason is not null || assignment.Claim.End <= now || HasEndedUnheard(assignment, now))
                .Select(assignment => (assignment, assignment.StopReason ?? "Something of a higher priority was on air until its end."))];
            foreach (var (assignment, _) in dead)
            {
                Forget_NeedsLock(_waiting, assignment);
            }
        }

        if (dead.Count > 0)
        {
            Changed?.Invoke();
        }

        return dead;
    }

    /// <summary>Lets a taken one wait again until the loudspeakers are free.</summary>
    public void Suspend(Assignment assignment)
    {
        lock (_lock)
        {
            _taken.Remove(assignment);
            _waiting.Add(assignment);
        }
    }

    /// <summary>Takes out what is over.</summary>
    public void Remove(Assignment assignment)
    {
        lock (_lock)
        {
            Forget_NeedsLock(_taken, assignment);
        }

        Changed?.Invoke();
    }

    // A talk whose last packet has come and whose time went by while it was suspended.
    private static bool HasEndedUnheard(Assignment assignment, DateTimeOffset now) =>
        assignment.End < assignment.Plan.Length && assignment.Play.StartAt + Samples.Duration(assignment.End) <= now;

    private static bool IsMeant(StopOrder stop, PlayOrder play) => stop.Scope switch
    {
        StopScope.Broadcast => play.BroadcastId == stop.BroadcastId,
        StopScope.Ordinary => play.Priority < Priority.BlueAlert,
        _ => true,
    };

    private RefusalReason? Check_NeedsLock(PlayRequest request, DateTimeOffset now)
    {
        var play = request.Play;
        var length = Assignment.LengthOf(play);
        if (Arbitration.Misfit(length, play.StartAt, now, options) is { } misfit)
        {
            return misfit;
        }

        if (All.Any(assignment => IsSame(assignment.Request, request)))
        {
            return RefusalReason.Duplicate;
        }

        var asked = new Claim(play.Priority, play.StartAt, play.StartAt + length!.Value, lines.Of(request.Target.Zones));
        return Arbitration.IsBusy(All.Where(assignment => assignment.StopReason is null).Select(assignment => assignment.Claim), asked)
            ? RefusalReason.Busy
            : null;
    }

    private IEnumerable<Assignment> PartsOf(PlayRequest request, int volumePercent, OpenStored? stored)
    {
        var parts = lines.PartsOf(request.Target.Zones);
        var whole = new BroadcastWhole(parts.Count);
        foreach (var (line, zones) in parts)
        {
            var part = request with { Target = request.Target with { Zones = zones } };
            var assignment = new Assignment(part, Assignment.LengthOf(request.Play)!.Value, volumePercent, stored, options.Fill(live: true), line, whole);
            assignment.SourceChanged += () => Changed?.Invoke();
            yield return assignment;
        }
    }

    private static bool IsSame(PlayRequest one, PlayRequest other) =>
        one.Play.BroadcastId == other.Play.BroadcastId || (one.HasStream && one.Play.StreamId == other.Play.StreamId);

    private Assignment? DisplacerOf_NeedsLock(Assignment running, Func<Assignment, bool> isNear) => _waiting.FirstOrDefault(assignment =>
        assignment.Claim.Displaces(running.Claim)
        && assignment.StopReason is null
        && isNear(assignment));

    private void Forget_NeedsLock(List<Assignment> list, Assignment assignment)
    {
        list.Remove(assignment);
        _past.Enqueue(assignment.Play.StreamId);
        if (_past.Count > RememberedStreams)
        {
            _past.Dequeue();
        }
    }
}
