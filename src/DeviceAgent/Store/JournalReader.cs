using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>An entry as it stands in the files; <paramref name="Problem"/> says why it is not to be believed, or is null.</summary>
internal sealed record ReadEntry(JournalEntry? Entry, string? Problem);

/// <summary>Reads the journal from its files, beside a running agent, and follows number and chain.</summary>
internal static class JournalReader
{
    /// <summary>The entries of a store's folder in their order.</summary>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static IEnumerable<ReadEntry> Read(string storeFolder)
    {
        if (JournalFiles.Find(Path.Combine(storeFolder, Journal.FolderName)) is not { } folder)
        {
            yield break;
        }

        JournalHead? before = null;
        foreach (var segment in JournalSegment.In(folder))
        {
            var entries = segment.Read(out var damaged, out _);
            if (damaged)
            {
                yield return new ReadEntry(null, $"{segment.Path}: a part can't be read");
            }

            foreach (var signed in entries)
            {
                var read = Judge(signed, before);
                before = read.Entry is { } entry ? new JournalHead(entry.Journal, entry.Sequence, JournalCodec.HashOf(signed.Span), entry.Kind) : before;
                yield return read;
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

    private static ReadEntry Judge(ReadOnlyMemory<byte> signed, JournalHead? before)
    {
        if (!TryDecode(signed, out var entry))
        {
            return new ReadEntry(null, "an entry can't be read");
        }

        var isBound = before is null || (entry!.Journal == before.Id && entry.Sequence == before.Sequence + 1 && entry.Previous == before.Previous);
        return new ReadEntry(entry, isBound ? null : "it does not follow the entry before it");
    }

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
