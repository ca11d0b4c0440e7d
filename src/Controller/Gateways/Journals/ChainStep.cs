namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>
/// What entries add to a journal. Pure. What came before is passed over; what does not follow is taken too, for the gateway
/// has signed it, and named as a break; behind a gap nothing is taken, for what lies in it may still come.
/// </summary>
internal sealed class ChainStep
{
    private readonly Dictionary<long, string> _held;
    private readonly List<SignedEntry> _added = [];
    private readonly List<(long Sequence, JournalBreakKind Kind)> _breaks = [];

    /// <param name="sequence">The last entry that is there; 0 for none.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="held">The hashes of those that are there and came again, as far as they are kept.</param>
    /// <param name="entries">What came, in any order.</param>
    /// <param name="overGap">Nobody waits any longer for what is missing.</param>
    public ChainStep(long sequence, string hash, IReadOnlyDictionary<long, string> held, IEnumerable<SignedEntry> entries, bool overGap)
    {
        (Sequence, Hash, _held) = (sequence, hash, new Dictionary<long, string>(held));
        foreach (var entry in entries.OrderBy(entry => entry.Entry.Sequence))
        {
            if (entry.Entry.Sequence > Sequence + 1 && !overGap)
            {
                IsBehindGap = true;
                break;
            }

            Take(entry);
        }
    }

    /// <summary>The last entry afterwards.</summary>
    public long Sequence { get; private set; }

    /// <summary>Its hash.</summary>
    public string Hash { get; private set; }

    /// <summary>What is new, in order.</summary>
    public IReadOnlyList<SignedEntry> Added => _added;

    /// <summary>Where it does not follow.</summary>
    public IReadOnlyList<(long Sequence, JournalBreakKind Kind)> Breaks => _breaks;

    /// <summary>Something was left because of what is missing before it.</summary>
    public bool IsBehindGap { get; }

    private void Take(SignedEntry entry)
    {
        var sequence = entry.Entry.Sequence;
        if (sequence <= Sequence)
        {
            // What is kept no longer can't be compared; nor is it put on record again.
            if (_held.TryGetValue(sequence, out var held) && held != entry.Hash)
            {
                _breaks.Add((sequence, JournalBreakKind.Fork));
            }

            return;
        }

        if (sequence > Sequence + 1)
        {
            _breaks.Add((sequence, JournalBreakKind.Gap));
        }
        else if (entry.Entry.Previous != Hash)
        {
            _breaks.Add((sequence, JournalBreakKind.Fork));
        }

        _added.Add(entry);
        _held[sequence] = entry.Hash;
        (Sequence, Hash) = (sequence, entry.Hash);
    }
}
