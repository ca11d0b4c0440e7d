using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>An entry as it stands in the files; <paramref name="Problem"/> says why it is not to be believed, or is null.</summary>
internal sealed record ReadEntry(JournalEntry? Entry, string? Problem)
{
    /// <summary>Where a further reading goes on; null when the entry can't be read.</summary>
    public JournalHead? Head { get; init; }
}

/// <summary>Reads the journal from its files, beside a running agent, and follows number and chain.</summary>
internal static class JournalReader
{
    /// <summary>The entries of a store's folder in their order, those behind <paramref name="behind"/> where it is given.</summary>
    /// <param name="storeFolder">The store.</param>
    /// <param name="keys">Whose signature each must bear; null leaves that unasked.</param>
    /// <param name="behind">The last entry of an earlier reading.</param>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static IEnumerable<ReadEntry> Read(string storeFolder, TrustedKeys? keys = null, JournalHead? behind = null)
    {
        var (before, known) = (behind, behind?.Sequence);
        foreach (var segment in SegmentsOf(storeFolder, behind))
        {
            var entries = segment.Read(out var damaged, out _);
            if (damaged)
            {
                yield return new ReadEntry(null, $"{segment.Path}: a part can't be read");
            }

            var skipped = known is { } last ? (int)Math.Clamp(last + 1 - segment.First, 0, entries.Count) : 0;
            known = null;
            foreach (var signed in entries.Skip(skipped))
            {
                var read = Judge(signed, before, keys);
                before = read.Head ?? before;
                yield return read;
            }
        }
    }

    /// <summary>The entries of the last files, the newest first, unjudged; a damaged file ends them.</summary>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static IEnumerable<JournalEntry> ReadBack(string storeFolder, int mostFiles)
    {
        foreach (var segment in SegmentsOf(storeFolder, behind: null).AsEnumerable().Reverse().Take(mostFiles))
        {
            foreach (var signed in segment.Read(out _, out _).AsEnumerable().Reverse())
            {
                if (!TryDecode(signed, out var entry))
                {
                    yield break;
                }

                yield return entry!;
            }
        }
    }

    /// <summary>One line for people.</summary>
    public static string Line(ReadEntry read)
    {
        if (read.Entry is not { } entry)
        {
            return "! " + read.Problem;
        }

        var what = entry switch
        {
            { Playback: { } playback } => string.Join(' ', new[] { playback.Stage.ToString(), $"{playback.BroadcastId:N}", playback.Refusal?.ToString(), playback.Detail }.Where(part => !string.IsNullOrEmpty(part))),
            { Relay: { } relay } => $"asked {relay.Asked:X3} read {relay.Read:X3}",
            { Level: { } level } => $"{level.MeanMv} mV mean, {level.HighestMv} mV highest, heard {level.HeardPercent} %",
            { Fault: { } fault } => $"{fault.Code} {(fault.Began ? "began" : "ended")}",
            { StepUs: { } step } => $"{step} µs",
            _ => "",
        };
        var mark = read.Problem is null ? "" : "! " + read.Problem + ": ";
        return string.Create(
            CultureInfo.InvariantCulture, $"{mark}{entry.Sequence} {entry.At:yyyy-MM-ddTHH:mm:ss.fffZ} {entry.Time} {entry.Kind} {what} {entry.Detail}").TrimEnd();
    }

    // What was read before is left out file by file: the one that holds the next entry comes first.
    private static List<JournalSegment> SegmentsOf(string storeFolder, JournalHead? behind)
    {
        if (JournalFiles.Find(Path.Combine(storeFolder, Journal.FolderName)) is not { } folder)
        {
            return [];
        }

        var segments = JournalSegment.In(folder);
        var first = behind is null ? 0 : segments.FindLastIndex(segment => segment.First <= behind.Sequence + 1);
        return segments[Math.Max(0, first)..];
    }

    private static ReadEntry Judge(ReadOnlyMemory<byte> signed, JournalHead? before, TrustedKeys? keys)
    {
        if (!TryDecode(signed, out var entry))
        {
            return new ReadEntry(null, "an entry can't be read");
        }

        var head = new JournalHead(entry!.Journal, entry.Sequence, JournalCodec.HashOf(signed.Span), entry.Kind);
        var isBound = before is null || (entry.Journal == before.Id && entry.Sequence == before.Sequence + 1 && entry.Previous == before.Previous);
        return new ReadEntry(entry, !isBound ? "it does not follow the entry before it" : SignatureProblem(signed, keys)) { Head = head };
    }

    private static string? SignatureProblem(ReadOnlyMemory<byte> signed, TrustedKeys? keys) =>
        keys is null || SignedDocument.TryOpen(DocumentKind.Journal, signed, keys, out _, out var keyId, out var problem) ? null
        : problem == RefusalReason.UnknownKey ? $"the key {keyId}, which is not this gateway's, signed it"
        : "its signature is wrong";

    private static bool TryDecode(ReadOnlyMemory<byte> signed, out JournalEntry? entry)
    {
        entry = null;
        try
        {
            return CoseMessage.DecodeSign1(signed.ToArray()).Content is { } json && JournalCodec.TryRead(json.Span, out entry, out _);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
