using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;
using System.Security.Cryptography;

namespace CloudBroadcast.Protocol;

/// <summary>
/// Signs entries of a journal, opens them again, and packs several into one message: a CBOR array (RFC 8949) of byte strings,
/// each one signed entry.
/// </summary>
public static class JournalCodec
{
    /// <summary>No entry is longer, signed.</summary>
    public const int MaxEntryBytes = 4 * 1024;

    /// <summary>Entries of one message at most.</summary>
    public const int MaxBatch = 64;

    /// <summary>A message is no longer than this.</summary>
    public const int MaxBatchBytes = SignedDocument.MaxBytes;

    /// <summary><see cref="JournalEntry.Previous"/> of the first entry.</summary>
    public static string NothingBefore { get; } = new('0', 64);

    /// <summary>What the next entry names as <see cref="JournalEntry.Previous"/>.</summary>
    public static string HashOf(ReadOnlySpan<byte> signedEntry) => Convert.ToHexStringLower(SHA256.HashData(signedEntry));

    /// <summary>Signs an entry.</summary>
    /// <exception cref="ArgumentException">It breaks a rule of the wire page.</exception>
    public static byte[] Sign(JournalEntry entry, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (ProblemOf(entry) is { } problem)
        {
            throw new ArgumentException(problem, nameof(entry));
        }

        var bytes = SignedDocument.Sign(DocumentKind.Journal, WireJson.Write(entry), key);
        return bytes.Length <= MaxEntryBytes
            ? bytes
            : throw new ArgumentException($"The entry has {bytes.Length} bytes, more than {MaxEntryBytes}.", nameof(entry));
    }

    /// <summary>Reads what was opened as <see cref="DocumentKind.Journal"/>; <paramref name="problem"/> says why it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out JournalEntry? entry, [NotNullWhen(false)] out string? problem)
    {
        if (WireJson.TryRead(payload, out entry, out problem) && (problem = ProblemOf(entry)) is not null)
        {
            entry = null;
        }

        return entry is not null;
    }

    /// <summary>Packs signed entries, in their order; 1 to <see cref="MaxBatch"/> of them, at most <see cref="MaxBatchBytes"/> together.</summary>
    public static byte[] Pack(IReadOnlyCollection<ReadOnlyMemory<byte>> signedEntries)
    {
        ArgumentNullException.ThrowIfNull(signedEntries);
        var writer = new CborWriter();
        writer.WriteStartArray(signedEntries.Count);
        foreach (var signed in signedEntries)
        {
            writer.WriteByteString(signed.Span);
        }

        writer.WriteEndArray();
        return writer.Encode();
    }

    /// <summary>Takes a message apart; false when it is none, or breaks a limit.</summary>
    public static bool TryUnpack(ReadOnlyMemory<byte> message, [NotNullWhen(true)] out IReadOnlyList<ReadOnlyMemory<byte>>? signedEntries)
    {
        signedEntries = null;
        if (message.Length is 0 or > MaxBatchBytes)
        {
            return false;
        }

        try
        {
            var reader = new CborReader(message);
            if (reader.ReadStartArray() is not (> 0 and <= MaxBatch and var count))
            {
                return false;
            }

            var entries = new List<ReadOnlyMemory<byte>>(count);
            for (var index = 0; index < count; index++)
            {
                entries.Add(reader.ReadDefiniteLengthByteString());
            }

            reader.ReadEndArray();
            if (reader.BytesRemaining > 0 || entries.Exists(entry => entry.Length is 0 or > MaxEntryBytes))
            {
                return false;
            }

            signedEntries = entries;
            return true;
        }
        catch (Exception error) when (error is CborContentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The first rule of the wire page that the entry breaks, or null.</summary>
    public static string? ProblemOf(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry switch
        {
            { Version: not WireVersion.Current } => $"version is {entry.Version}, this build speaks {WireVersion.Current}",
            _ when !Topics.IsGatewayId(entry.Gateway) => "gateway must be a gateway id",
            { Sequence: < 1 } => "sequence must be 1 or more",
            _ when entry.Previous.Length != 64 || !entry.Previous.All(char.IsAsciiHexDigitLower) => "previous must be 64 lower-case hex digits",
            { Sequence: 1 } when entry.Previous != NothingBefore => "previous of the first entry must be zeros",
            _ when !HasDetails(entry) => "kind and its details do not match",
            { Detail.Length: > Detail.Longest } or { Playback.Detail.Length: > Detail.Longest } => $"detail must have at most {Detail.Longest} characters",
            _ => null,
        };
    }

    private static bool HasDetails(JournalEntry entry) =>
        (entry.Playback is not null) == entry.Kind is JournalKind.Playback
        && (entry.Relay is not null) == entry.Kind is JournalKind.Relay
        && (entry.Level is not null) == entry.Kind is JournalKind.Level
        && (entry.Fault is not null) == entry.Kind is JournalKind.Fault
        && (entry.StepUs is not null) == entry.Kind is JournalKind.Clock;
}

/// <summary>Controller to one gateway: how much of its journal is on the controller's record.</summary>
public sealed record JournalTaken
{
    /// <summary>
    /// Stands in <see cref="Sequence"/> where the controller takes no more of the journal, so that another one must begin: the
    /// largest number that every reader of JSON keeps (RFC 8259 section 6).
    /// </summary>
    public const long Closed = (1L << 53) - 1;

    /// <summary><see cref="WireVersion.Current"/>.</summary>
    public required int Version { get; init; }

    /// <summary>The journal meant.</summary>
    public required Guid Journal { get; init; }

    /// <summary>Every entry up to this one is there; 0 for none. The gateway goes on with the next.</summary>
    public required long Sequence { get; init; }
}
