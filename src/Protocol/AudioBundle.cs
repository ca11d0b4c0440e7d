using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CloudBroadcast.Protocol;

/// <summary>
/// Several consecutive Opus packets of one stream with their presentation time and their signature; the layout is in
/// docs/wire/mqtt.md. An empty packet stands for 20 ms of silence.
/// </summary>
public sealed class AudioBundle
{
    /// <summary>Packets in a bundle of a live stream: 60 ms.</summary>
    public const int LivePackets = 3;

    /// <summary>Packets in a bundle of a programme: 240 ms, for which nobody waits.</summary>
    public const int ProgrammePackets = 12;

    /// <summary>More packets than this are refused.</summary>
    public const int MaxPackets = 50;

    /// <summary>Bytes of the signature at the end.</summary>
    public const int SignatureSize = 64;

    /// <summary>Bytes of <see cref="ContentHash"/>.</summary>
    public const int ContentHashSize = 20;

    private const ushort Magic = 0x4342; // "CB"
    private const byte LastFlag = 1;
    private const int HeaderSize = 2 + 1 + 1 + PublicKeyId.Size + 16 + 4 + 8 + 1;

    /// <summary>The longest bundle that is accepted, in bytes.</summary>
    public const int MaxBytes = HeaderSize + MaxPackets * (2 + Opus.MaxPacketBytes) + SignatureSize;

    /// <summary>The stream it belongs to.</summary>
    public required Guid StreamId { get; init; }

    /// <summary>Index in the stream of the first packet here; packet n holds 20 ms from n × 20 ms on.</summary>
    public required uint FirstPacket { get; init; }

    /// <summary>When the first sample of the first packet is due at the loudspeaker: microseconds since 1970-01-01 UTC, controller time.</summary>
    public required long PresentationUs { get; init; }

    /// <summary>Whether no packet follows in this stream.</summary>
    public required bool Last { get; init; }

    /// <summary>The key that signed it; empty before it is signed.</summary>
    public string KeyId { get; private init; } = "";

    /// <summary>The packets, 1 to <see cref="MaxPackets"/>; each 0 to <see cref="Opus.MaxPacketBytes"/> bytes.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Packets { get; init; }

    /// <summary>Writes and signs the bundle.</summary>
    /// <exception cref="ArgumentException">The bundle holds no packet, too many, or one that is too long.</exception>
    public byte[] Sign(SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (Packets.Count is 0 or > MaxPackets || Packets.Any(packet => packet.Length > Opus.MaxPacketBytes))
        {
            throw new ArgumentException($"A bundle holds 1 to {MaxPackets} packets of at most {Opus.MaxPacketBytes} bytes.");
        }

        var signed = HeaderSize + Packets.Sum(packet => 2 + packet.Length);
        var bytes = new byte[signed + SignatureSize];
        WriteHeader(bytes, key.KeyId);
        var at = HeaderSize;
        foreach (var packet in Packets)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)packet.Length);
            packet.Span.CopyTo(bytes.AsSpan(at + 2));
            at += 2 + packet.Length;
        }

        key.Sign(bytes.AsSpan(0, signed)).CopyTo(bytes, signed);
        return bytes;
    }

    /// <summary>The first 20 bytes of the SHA-256 of what it carries: the number of packets, then each length and packet as they stand in the bundle.</summary>
    public byte[] ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([(byte)Packets.Count]);
        Span<byte> length = stackalloc byte[2];
        foreach (var packet in Packets)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)packet.Length);
            hash.AppendData(length);
            hash.AppendData(packet.Span);
        }

        return hash.GetHashAndReset()[..ContentHashSize];
    }

    /// <summary>
    /// Reads and verifies a bundle: size, form, key known, signature. <paramref name="problem"/> names the first miss.
    /// The packets are views of <paramref name="bytes"/>.
    /// </summary>
    public static bool TryOpen(
        ReadOnlyMemory<byte> bytes,
        TrustedKeys keys,
        [NotNullWhen(true)] out AudioBundle? bundle,
        [NotNullWhen(false)] out RefusalReason? problem)
    {
        ArgumentNullException.ThrowIfNull(keys);
        bundle = null;
        if (bytes.Length is < HeaderSize + 2 + SignatureSize or > MaxBytes)
        {
            problem = RefusalReason.Size;
            return false;
        }

        if (!TryRead(bytes[..^SignatureSize], out var read, out var keyId))
        {
            problem = RefusalReason.Form;
            return false;
        }

        if (!keys.Knows(keyId))
        {
            problem = RefusalReason.UnknownKey;
            return false;
        }

        if (!keys.Verify(keyId, bytes.Span[..^SignatureSize], bytes.Span[^SignatureSize..]))
        {
            problem = RefusalReason.Signature;
            return false;
        }

        problem = null;
        bundle = read;
        return true;
    }

    private void WriteHeader(Span<byte> bytes, string keyId)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes, Magic);
        bytes[2] = WireVersion.Current;
        bytes[3] = Last ? LastFlag : (byte)0;
        Convert.FromHexString(keyId).CopyTo(bytes[4..]);
        StreamId.TryWriteBytes(bytes[12..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[28..], FirstPacket);
        BinaryPrimitives.WriteInt64BigEndian(bytes[32..], PresentationUs);
        bytes[40] = (byte)Packets.Count;
    }

    private static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out AudioBundle? bundle, out string keyId)
    {
        bundle = null;
        var span = bytes.Span;
        keyId = Convert.ToHexStringLower(span.Slice(4, PublicKeyId.Size));
        if (BinaryPrimitives.ReadUInt16BigEndian(span) != Magic || span[2] != WireVersion.Current || span[3] > LastFlag)
        {
            return false;
        }

        var packets = new ReadOnlyMemory<byte>[span[40]];
        if (packets.Length is 0 or > MaxPackets || !TryReadPackets(bytes[HeaderSize..], packets))
        {
            return false;
        }

        bundle = new AudioBundle
        {
            StreamId = new Guid(span.Slice(12, 16), bigEndian: true),
            FirstPacket = BinaryPrimitives.ReadUInt32BigEndian(span[28..]),
            PresentationUs = BinaryPrimitives.ReadInt64BigEndian(span[32..]),
            Last = span[3] == LastFlag,
            KeyId = keyId,
            Packets = packets,
        };
        return true;
    }

    private static bool TryReadPackets(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte>[] packets)
    {
        for (var index = 0; index < packets.Length; index++)
        {
            if (body.Length < 2)
            {
                return false;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(body.Span);
            if (length > Opus.MaxPacketBytes || body.Length - 2 < length)
            {
                return false;
            }

            packets[index] = body.Slice(2, length);
            body = body[(2 + length)..];
        }

        return body.IsEmpty;
    }
}
