using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>A gateway's journal in memory, numbered and bound as the wire page says.</summary>
internal sealed class FakeJournal(string gateway, SigningKey key, Guid? id = null)
{
    private readonly List<ReadOnlyMemory<byte>> _entries = [];

    public Guid Id { get; } = id ?? Guid.NewGuid();

    /// <summary>All entries, opened.</summary>
    public IReadOnlyList<SignedEntry> Entries =>
        [.. _entries.Select(signed => new SignedEntry(JournalMessage.EntryOf(signed.ToArray()), signed, JournalCodec.HashOf(signed.Span)))];

    /// <summary>The journal as it stands now, which can go on in another way.</summary>
    public FakeJournal Copy(SigningKey? anotherKey = null)
    {
        var copy = new FakeJournal(gateway, anotherKey ?? key, Id);
        copy._entries.AddRange(_entries);
        return copy;
    }

    /// <summary>Adds entries that say where they stand.</summary>
    public FakeJournal Add(int count, string detail = "配置")
    {
        for (var index = 0; index < count; index++)
        {
            Add(JournalKind.Document, entry => entry with { Detail = $"{detail} {entry.Sequence}" });
        }

        return this;
    }

    public FakeJournal Add(JournalKind kind, Func<JournalEntry, JournalEntry>? change = null)
    {
        var entry = new JournalEntry
        {
            Version = WireVersion.Current,
            Gateway = gateway,
            Journal = Id,
            Sequence = _entries.Count + 1,
            Previous = _entries.Count == 0 ? JournalCodec.NothingBefore : JournalCodec.HashOf(_entries[^1].Span),
            At = new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero).AddSeconds(_entries.Count),
            Time = TimeStanding.Attested,
            Kind = kind,
        };
        _entries.Add(JournalCodec.Sign(change?.Invoke(entry) ?? entry, key));
        return this;
    }

    /// <summary>A message of the entries with these numbers.</summary>
    public byte[] Pack(int first, int last) => JournalCodec.Pack(_entries[(first - 1)..last]);
}
