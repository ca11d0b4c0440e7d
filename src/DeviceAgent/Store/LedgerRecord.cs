using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>
/// One line of the ledger. An order writes all of it at once, so that no power cut leaves half of what it means; a compacted
/// ledger holds the parts alone.
/// </summary>
internal sealed record LedgerRecord
{
    // has-issuer, has-order, has-stop | sequence | order id | kept until ms | broadcast id | kept until ms | issuer, UTF-8
    private const int FixedSize = 1 + 8 + 16 + 8 + 16 + 8;

    /// <summary>The issuer whose sequence this is, or null.</summary>
    public string? Issuer { get; init; }

    /// <summary>The issuer's last sequence.</summary>
    public long Sequence { get; init; }

    /// <summary>The order taken, or null.</summary>
    public Guid? OrderId { get; init; }

    /// <summary>Until when its id is remembered (controller time).</summary>
    public DateTimeOffset OrderKeptUntil { get; init; }

    /// <summary>The broadcast stopped by name, or null.</summary>
    public Guid? StoppedBroadcast { get; init; }

    /// <summary>Until when the stop is remembered (controller time).</summary>
    public DateTimeOffset StopKeptUntil { get; init; }

    /// <summary>What the ledger keeps of an order.</summary>
    public static LedgerRecord Of(Order order, DateTimeOffset now) => new()
    {
        Issuer = order.Issuer,
        Sequence = order.Sequence,
        OrderId = order.OrderId,
        OrderKeptUntil = Later(order.Expires, LedgerMemory.KeptAfterExpiry),
        StoppedBroadcast = order.Stop?.BroadcastId,
        StopKeptUntil = Later(now, LedgerMemory.StopKept),
    };

    /// <summary>The record as bytes of the file.</summary>
    public byte[] Write()
    {
        var issuer = Encoding.UTF8.GetBytes(Issuer ?? "");
        var bytes = new byte[FixedSize + issuer.Length];
        bytes[0] = (byte)((Issuer is null ? 0 : 1) | (OrderId is null ? 0 : 2) | (StoppedBroadcast is null ? 0 : 4));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), Sequence);
        OrderId.GetValueOrDefault().TryWriteBytes(bytes.AsSpan(9), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(25), OrderKeptUntil.ToUnixTimeMilliseconds());
        StoppedBroadcast.GetValueOrDefault().TryWriteBytes(bytes.AsSpan(33), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(49), StopKeptUntil.ToUnixTimeMilliseconds());
        issuer.CopyTo(bytes, FixedSize);
        return bytes;
    }

    /// <summary>Reads a record; false when the bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out LedgerRecord? record)
    {
        record = null;
        if (bytes.Length < FixedSize || bytes[0] > 7)
        {
            return false;
        }

        record = new LedgerRecord
        {
            Issuer = (bytes[0] & 1) == 0 ? null : Encoding.UTF8.GetString(bytes[FixedSize..]),
            Sequence = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]),
            OrderId = (bytes[0] & 2) == 0 ? null : new Guid(bytes.Slice(9, 16), bigEndian: true),
            OrderKeptUntil = Instant(bytes[25..]),
            StoppedBroadcast = (bytes[0] & 4) == 0 ? null : new Guid(bytes.Slice(33, 16), bigEndian: true),
            StopKeptUntil = Instant(bytes[49..]),
        };
        return true;
    }

    private static DateTimeOffset Instant(ReadOnlySpan<byte> bytes) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(
        BinaryPrimitives.ReadInt64BigEndian(bytes),
        DateTimeOffset.MinValue.ToUnixTimeMilliseconds(),
        DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private static DateTimeOffset Later(DateTimeOffset instant, TimeSpan by) =>
        instant > DateTimeOffset.MaxValue - by ? DateTimeOffset.MaxValue : instant + by;
}
