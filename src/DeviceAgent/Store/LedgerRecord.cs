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
    // flags | sequence | order id | kept until ms | stopped broadcast | kept until ms | [key id] | [counted play ms]
    // | [broadcast, kept until ms] | [ordinary stop ms] | issuer, UTF-8
    private const int FixedSize = 1 + 8 + 16 + 8 + 16 + 8;
    private const int KeyIdSize = PublicKeyId.Size;
    private const int BroadcastSize = 16 + 8;

    [Flags]
    private enum Parts : byte
    {
        Issuer = 1,
        Order = 2,
        Stop = 4,
        Key = 8,
        Play = 16,
        Broadcast = 32,
        Over = 64,
        OrdinaryStop = 128,
    }

    /// <summary>The issuer whose sequence this is, or null.</summary>
    public string? Issuer { get; init; }

    /// <summary>The issuer's last sequence.</summary>
    public long Sequence { get; init; }

    /// <summary>The key that the sequence counts for; null for every key, as in ledgers that knew of none.</summary>
    public string? KeyId { get; init; }

    /// <summary>When a play order below an emergency was taken (controller time), or null: the duty limit counts it.</summary>
    public DateTimeOffset? PlayTakenAt { get; init; }

    /// <summary>The order taken, or null.</summary>
    public Guid? OrderId { get; init; }

    /// <summary>Until when its id is remembered (controller time).</summary>
    public DateTimeOffset OrderKeptUntil { get; init; }

    /// <summary>The broadcast stopped by name, or null.</summary>
    public Guid? StoppedBroadcast { get; init; }

    /// <summary>Until when the stop is remembered (controller time).</summary>
    public DateTimeOffset StopKeptUntil { get; init; }

    /// <summary>The broadcast that was begun here, or that is over, or null.</summary>
    public Guid? Broadcast { get; init; }

    /// <summary>Whether <see cref="Broadcast"/> is over: it never begins here again.</summary>
    public bool IsOver { get; init; }

    /// <summary>Until when the broadcast is remembered (controller time).</summary>
    public DateTimeOffset BroadcastKeptUntil { get; init; }

    /// <summary>When all that is below an alert was stopped (controller time), or null.</summary>
    public DateTimeOffset? OrdinaryStoppedAt { get; init; }

    /// <summary>What the ledger keeps of something that the gateway begins by itself.</summary>
    public static LedgerRecord Begun(Guid broadcastId, DateTimeOffset startAt, DateTimeOffset now) => new()
    {
        PlayTakenAt = Instant(now.ToUnixTimeMilliseconds()),
        Broadcast = broadcastId,
        BroadcastKeptUntil = Later(startAt, LedgerMemory.BroadcastKept),
    };

    /// <summary>What the ledger keeps of a broadcast that never begins again.</summary>
    public static LedgerRecord Over(Guid broadcastId, DateTimeOffset now) => new()
    {
        Broadcast = broadcastId,
        IsOver = true,
        BroadcastKeptUntil = Later(now, LedgerMemory.BroadcastKept),
    };

    /// <summary>What the ledger keeps of an order.</summary>
    public static LedgerRecord Of(Order order, string keyId, DateTimeOffset now) => new()
    {
        Issuer = order.Issuer,
        Sequence = order.Sequence,
        KeyId = keyId,
        PlayTakenAt = order.Play is not null && order.Class != OrderClass.Emergency ? Instant(now.ToUnixTimeMilliseconds()) : null,
        OrderId = order.OrderId,
        OrderKeptUntil = Later(order.Expires, LedgerMemory.KeptAfterExpiry),
        StoppedBroadcast = order.Stop?.BroadcastId,
        StopKeptUntil = Later(now, LedgerMemory.StopKept),
        Broadcast = order.Play?.BroadcastId,
        BroadcastKeptUntil = Later(order.Play?.StartAt ?? now, LedgerMemory.BroadcastKept),
        OrdinaryStoppedAt = order.Stop is { Scope: not StopScope.Broadcast } ? Instant(now.ToUnixTimeMilliseconds()) : null,
    };

    /// <summary>The record as bytes of the file.</summary>
    public byte[] Write()
    {
        var fixedPart = new byte[FixedSize];
        fixedPart[0] = (byte)PartsHere();
        BinaryPrimitives.WriteInt64BigEndian(fixedPart.AsSpan(1), Sequence);
        OrderId.GetValueOrDefault().TryWriteBytes(fixedPart.AsSpan(9), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(fixedPart.AsSpan(25), OrderKeptUntil.ToUnixTimeMilliseconds());
        StoppedBroadcast.GetValueOrDefault().TryWriteBytes(fixedPart.AsSpan(33), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(fixedPart.AsSpan(49), StopKeptUntil.ToUnixTimeMilliseconds());
        return
        [
            .. fixedPart, .. Convert.FromHexString(KeyId ?? ""), .. Bytes(PlayTakenAt), .. BroadcastBytes(), .. Bytes(OrdinaryStoppedAt),
            .. Encoding.UTF8.GetBytes(Issuer ?? ""),
        ];
    }

    /// <summary>Reads a record; false when the bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out LedgerRecord? record)
    {
        record = null;
        if (bytes.Length < FixedSize || bytes.Length < IssuerAt((Parts)bytes[0]))
        {
            return false;
        }

        var parts = (Parts)bytes[0];
        record = new LedgerRecord
        {
            Issuer = parts.HasFlag(Parts.Issuer) ? Encoding.UTF8.GetString(bytes[IssuerAt(parts)..]) : null,
            Sequence = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]),
            OrderId = parts.HasFlag(Parts.Order) ? new Guid(bytes.Slice(9, 16), bigEndian: true) : null,
            OrderKeptUntil = Instant(bytes[25..]),
            StoppedBroadcast = parts.HasFlag(Parts.Stop) ? new Guid(bytes.Slice(33, 16), bigEndian: true) : null,
            StopKeptUntil = Instant(bytes[49..]),
            KeyId = parts.HasFlag(Parts.Key) ? Convert.ToHexStringLower(bytes.Slice(FixedSize, KeyIdSize)) : null,
            PlayTakenAt = parts.HasFlag(Parts.Play) ? Instant(bytes[PlayAt(parts)..]) : null,
            Broadcast = parts.HasFlag(Parts.Broadcast) ? new Guid(bytes.Slice(BroadcastAt(parts), 16), bigEndian: true) : null,
            IsOver = parts.HasFlag(Parts.Over),
            BroadcastKeptUntil = parts.HasFlag(Parts.Broadcast) ? Instant(bytes[(BroadcastAt(parts) + 16)..]) : default,
            OrdinaryStoppedAt = parts.HasFlag(Parts.OrdinaryStop) ? Instant(bytes[StopAt(parts)..]) : null,
        };
        return true;
    }

    private static int PlayAt(Parts parts) => FixedSize + (parts.HasFlag(Parts.Key) ? KeyIdSize : 0);

    private static int BroadcastAt(Parts parts) => PlayAt(parts) + (parts.HasFlag(Parts.Play) ? 8 : 0);

    private static int StopAt(Parts parts) => BroadcastAt(parts) + (parts.HasFlag(Parts.Broadcast) ? BroadcastSize : 0);

    private static int IssuerAt(Parts parts) => StopAt(parts) + (parts.HasFlag(Parts.OrdinaryStop) ? 8 : 0);

    private static DateTimeOffset Instant(ReadOnlySpan<byte> bytes) => Instant(BinaryPrimitives.ReadInt64BigEndian(bytes));

    private static DateTimeOffset Instant(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(
        unixMs, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private Parts PartsHere() =>
        (Issuer is null ? 0 : Parts.Issuer) | (OrderId is null ? 0 : Parts.Order) | (StoppedBroadcast is null ? 0 : Parts.Stop)
        | (KeyId is null ? 0 : Parts.Key) | (PlayTakenAt is null ? 0 : Parts.Play) | (Broadcast is null ? 0 : Parts.Broadcast)
        | (IsOver ? Parts.Over : 0) | (OrdinaryStoppedAt is null ? 0 : Parts.OrdinaryStop);

    private static byte[] Bytes(DateTimeOffset? instant)
    {
        var bytes = new byte[instant is null ? 0 : 8];
        if (instant is { } at)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds());
        }

        return bytes;
    }

    private byte[] BroadcastBytes() => Broadcast is { } id ? [.. id.ToByteArray(bigEndian: true), .. Bytes(BroadcastKeptUntil)] : [];

    private static DateTimeOffset Later(DateTimeOffset instant, TimeSpan by) =>
        instant > DateTimeOffset.MaxValue - by ? DateTimeOffset.MaxValue : instant + by;
}
