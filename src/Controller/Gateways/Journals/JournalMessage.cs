using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>An entry that the gateway signed, and the hash that the next one must name.</summary>
internal sealed record SignedEntry(JournalEntry Entry, ReadOnlyMemory<byte> Signed, string Hash);

/// <summary>Why a message could not be taken to its end.</summary>
/// <param name="Kind">What it becomes when it lasts; null when it is worth no more than to be refused.</param>
/// <param name="Journal">The journal and number of the entry, where it can be read.</param>
/// <param name="Sequence">See there.</param>
/// <param name="Words">For the log.</param>
internal sealed record JournalProblem(JournalBreakKind? Kind, Guid Journal, long Sequence, string Words);

/// <summary>A message of a gateway's journal, taken apart: what is signed by the gateway, up to the first entry that is not.</summary>
internal sealed record JournalMessage(IReadOnlyList<SignedEntry> Entries, JournalProblem? Problem)
{
    public static JournalMessage Open(string gatewayId, ReadOnlyMemory<byte> message, GatewayKeys keys)
    {
        if (!JournalCodec.TryUnpack(message, out var signed))
        {
            return new JournalMessage([], Refuse("it holds no entries, or too many, or too long ones"));
        }

        var entries = new List<SignedEntry>(signed.Count);
        foreach (var bytes in signed)
        {
            if (ProblemOf(gatewayId, bytes, keys, entries.FirstOrDefault()?.Entry.Journal, out var entry) is { } problem)
            {
                return new JournalMessage(entries, problem);
            }

            entries.Add(new SignedEntry(entry!, bytes, JournalCodec.HashOf(bytes.Span)));
        }

        return new JournalMessage(entries, null);
    }

    /// <summary>What an entry on record says.</summary>
    public static JournalEntry EntryOf(byte[] signed) =>
        CoseMessage.DecodeSign1(signed).Content is { } json && JournalCodec.TryRead(json.Span, out var entry, out _)
            ? entry
            : throw new InvalidOperationException("What was taken can't be read.");

    private static JournalProblem? ProblemOf(string gatewayId, ReadOnlyMemory<byte> bytes, GatewayKeys keys, Guid? journal, out JournalEntry? entry)
    {
        entry = null;
        if (!keys.TryOpen(DocumentKind.Journal, gatewayId, bytes, out var payload, out var refusal))
        {
            return refusal is RefusalReason.UnknownKey ? OfUnknownKey(gatewayId, bytes) : Refuse(refusal.Value.ToString());
        }

        if (!JournalCodec.TryRead(payload.Span, out entry, out var form))
        {
            return new JournalProblem(JournalBreakKind.Unreadable, default, default, form);
        }

        return entry.Gateway != gatewayId ? Refuse($"it names \"{entry.Gateway}\"")
            : entry.Sequence >= JournalTaken.Closed ? Refuse("its number is too high")
            : entry.Journal != (journal ?? entry.Journal) ? Refuse("it holds entries of two journals")
            : null;
    }

    // Not believed, only named: a gateway that was enrolled anew still holds what its former key signed.
    private static JournalProblem OfUnknownKey(string gatewayId, ReadOnlyMemory<byte> bytes)
    {
        const string Words = nameof(RefusalReason.UnknownKey);
        try
        {
            return CoseMessage.DecodeSign1(bytes.ToArray()).Content is { } json && JournalCodec.TryRead(json.Span, out var entry, out _) && entry.Gateway == gatewayId
                ? new JournalProblem(JournalBreakKind.FormerKey, entry.Journal, entry.Sequence, Words)
                : Refuse(Words);
        }
        catch (CryptographicException)
        {
            return Refuse(Words);
        }
    }

    private static JournalProblem Refuse(string words) => new(null, default, default, words);
}
