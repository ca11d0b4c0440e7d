using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>Where a journal stands: what the next entry is numbered and bound to.</summary>
internal sealed record JournalHead(Guid Id, long Sequence, string Previous, JournalKind? LastKind)
{
    /// <summary>Of a journal without an entry.</summary>
    public static JournalHead Begin() => new(Guid.CreateVersion7(), 0, JournalCodec.NothingBefore, null);

    /// <summary>The next entry.</summary>
    public JournalEntry Next(JournalNote note, string gateway, DateTimeOffset at, TimeStanding standing) => new()
    {
        Version = WireVersion.Current,
        Gateway = gateway,
        Journal = Id,
        Sequence = Sequence + 1,
        Previous = Previous,
        At = at,
        Time = standing,
        Kind = note.Kind,
        Playback = note.Playback,
        Relay = note.Relay,
        Level = note.Level,
        Fault = note.Fault,
        StepUs = note.StepUs,
        Detail = Protocol.Detail.Cut(note.Detail),
    };

    /// <summary>Where it stands once that entry is in.</summary>
    public JournalHead After(JournalKind kind, ReadOnlySpan<byte> signed) => new(Id, Sequence + 1, JournalCodec.HashOf(signed), kind);
}
