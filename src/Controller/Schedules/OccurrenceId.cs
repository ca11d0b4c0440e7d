using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>
/// The id of the broadcast that an occurrence becomes: the same for the same schedule and start, so that a gateway that has it
/// from its own schedule and from an order plays it once, and its report finds it whoever played first.
/// </summary>
internal static class OccurrenceId
{
    private const int VersionByte = 6;
    private const int VariantByte = 8;

    private static readonly byte[] Domain = Encoding.ASCII.GetBytes("cloudbroadcast/1/occurrence/");

    /// <summary>128 bits of a SHA-256 over schedule and start in microseconds, in the form of RFC 9562, section 5.8 (version 8).</summary>
    public static Guid Of(Guid scheduleId, DateTimeOffset startsAt)
    {
        Span<byte> named = stackalloc byte[Domain.Length + 16 + 8];
        Domain.CopyTo(named);
        scheduleId.TryWriteBytes(named[Domain.Length..], bigEndian: true, out _);
        var startUs = (startsAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        BinaryPrimitives.WriteInt64BigEndian(named[(Domain.Length + 16)..], startUs);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(named, hash);
        hash[VersionByte] = (byte)(hash[VersionByte] & 0x0F | 0x80);
        hash[VariantByte] = (byte)(hash[VariantByte] & 0x3F | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
