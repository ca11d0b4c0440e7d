using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>What a part of a broadcast says, or what is said of the whole.</summary>
internal sealed record BroadcastWord(PlaybackStage Stage, string? Detail, PlaybackEvidence? Evidence)
{
    /// <summary>Whether nothing follows it.</summary>
    public bool IsLast => Stage is PlaybackStage.Finished or PlaybackStage.Interrupted or PlaybackStage.Failed;

    /// <summary>Whether it sounds from now on.</summary>
    public bool IsSound => Stage is PlaybackStage.Started or PlaybackStage.Resumed;
}

/// <summary>
/// A broadcast that plays on one or more lines, as one thing to report of: it has started when its first part has, is
/// suspended while no part sounds, and is over with its last. One thread at a time.
/// </summary>
internal sealed class BroadcastWhole(int parts)
{
    // The last word of each line and the zones it speaks of.
    private readonly SortedDictionary<int, (IReadOnlyList<int> Zones, BroadcastWord Word)> _words = [];
    private bool _hasStarted;
    private bool _isSuspended;

    /// <summary>The loudest sample of all parts, of 32,767.</summary>
    public int Loudest { get; private set; }

    /// <summary>Takes the loudest sample of some of it in.</summary>
    public void Hear(int loudest) => Loudest = Math.Max(Loudest, loudest);

    /// <summary>Takes a part's word in, and returns what is to be said of the whole, or null.</summary>
    public BroadcastWord? Take(int line, IReadOnlyList<int> zones, BroadcastWord word)
    {
        _words[line] = (zones, word);
        return word switch
        {
            { IsSound: true } => Sounds(word),
            { IsLast: true } => Ends(),
            _ => Rests(word),
        };
    }

    private BroadcastWord? Sounds(BroadcastWord word)
    {
        var isNews = !_hasStarted || _isSuspended;
        var stage = _hasStarted ? PlaybackStage.Resumed : PlaybackStage.Started;
        (_hasStarted, _isSuspended) = (true, false);
        return isNews ? word with { Stage = stage } : null;
    }

    private BroadcastWord? Rests(BroadcastWord word)
    {
        if (_isSuspended || _words.Values.Any(part => part.Word.IsSound))
        {
            return null;
        }

        _isSuspended = true;
        return word with { Evidence = Evidence() };
    }

    private BroadcastWord? Ends()
    {
        if (_words.Count < parts || _words.Values.Any(part => !part.Word.IsLast))
        {
            return null;
        }

        var stages = _words.Values.Select(part => part.Word.Stage).Distinct().ToList();
        return new BroadcastWord(stages.Count == 1 ? stages[0] : PlaybackStage.Interrupted, Detail(), Evidence());
    }

    private string? Detail()
    {
        var details = _words.Values.Select(part => part.Word.Detail).Distinct().ToList();
        return details.Count == 1
            ? details[0]
            : string.Join(" ", _words.Values
                .Where(part => part.Word.Detail is not null)
                .Select(part => $"Zones {string.Join(", ", part.Zones)}: {part.Word.Detail}"));
    }

    // What is said of the whole shall hold in every zone that sounded: the numbers are those of the part that fared worst.
    private PlaybackEvidence? Evidence()
    {
        var all = _words.Values.Select(part => part.Word.Evidence).OfType<PlaybackEvidence>().ToList();
        return all.MinBy(evidence => evidence.FramesPlayed) is not { } worst ? null : worst with
        {
            LastSampleAt = all.Max(evidence => evidence.LastSampleAt),
            PowerOnAt = all.Min(evidence => evidence.PowerOnAt),
            ZonesOnAt = all.Min(evidence => evidence.ZonesOnAt),
            ZonesOffAt = all.Exists(evidence => evidence.ZonesOffAt is null) ? null : all.Max(evidence => evidence.ZonesOffAt),
            PowerOffAt = all.Max(evidence => evidence.PowerOffAt),
            RelaysConfirmed = all.Exists(evidence => evidence.RelaysConfirmed == false) ? false : worst.RelaysConfirmed,
        };
    }
}
