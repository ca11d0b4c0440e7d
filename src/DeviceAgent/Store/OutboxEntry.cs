using System.Diagnostics.CodeAnalysis;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>One signed report that waits. In the file: <c>kind 1 | report id | stage | signed bytes</c>; a removal is <c>kind 2 | report id</c>.</summary>
internal sealed record OutboxEntry(Guid ReportId, PlaybackStage Stage, ReadOnlyMemory<byte> Signed)
{
    private const byte Added = 1;
    private const byte Removed = 2;
    private const int RemovalSize = 1 + 16;

    /// <summary>The entry as bytes of the file.</summary>
    public byte[] Write() => [Added, .. ReportId.ToByteArray(bigEndian: true), (byte)Stage, .. Signed.Span];

    /// <summary>The record that takes an entry away.</summary>
    public static byte[] WriteRemoval(Guid reportId) => [Removed, .. reportId.ToByteArray(bigEndian: true)];

    /// <summary>Reads an entry.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out OutboxEntry? entry)
    {
        var span = bytes.Span;
        entry = span.Length > RemovalSize + 1 && span[0] == Added
            ? new OutboxEntry(new Guid(span.Slice(1, 16), bigEndian: true), (PlaybackStage)span[RemovalSize], bytes[(RemovalSize + 1)..])
            : null;
        return entry is not null;
    }

    /// <summary>Reads a removal.</summary>
    public static bool TryReadRemoval(ReadOnlySpan<byte> bytes, out Guid reportId)
    {
        var isRemoval = bytes.Length == RemovalSize && bytes[0] == Removed;
        reportId = isRemoval ? new Guid(bytes[1..], bigEndian: true) : default;
        return isRemoval;
    }
}
