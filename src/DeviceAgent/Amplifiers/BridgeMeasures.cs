using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>MEASURES: the bridge's answer to MEASURE, from firmware 1.1 on.</summary>
// LineMv: RMS over the last 100 ms, its rest taken away.
// LineWindows: Levels finished since the reset; wraps.
// SupplyMv, TemperatureK: 0 before the first measure.
// Boots, BrownOuts: In the bridge's life; stay at 65535.
// AlertPresses: Since the reset; wraps.
internal readonly record struct BridgeMeasures(
    ushort LineMv,
    ushort LineWindows,
    ushort SupplyMv,
    ushort TemperatureK,
    ushort Boots,
    ushort BrownOuts,
    byte ResetCause,
    BridgeFlags Flags,
    ushort AlertPresses)
{
    public const int Length = 16;

    private const int ZeroCelsiusK = 273;

    /// <summary>The same in the words of any relay board; what was not measured yet is null.</summary>
    public BoardReadings Readings => new()
    {
        LineMv = LineWindows == 0 ? null : LineMv,
        SupplyMv = SupplyMv == 0 ? null : SupplyMv,
        TemperatureC = TemperatureK == 0 ? null : TemperatureK - ZeroCelsiusK,
        Boots = Boots,
        LocalOverride = Flags.HasFlag(BridgeFlags.LocalOverride),
        AlertPresses = AlertPresses,
    };

    public byte[] Encode()
    {
        var payload = new byte[Length];
        ReadOnlySpan<ushort> words = [LineMv, LineWindows, SupplyMv, TemperatureK, Boots, BrownOuts];
        for (var at = 0; at < words.Length; at++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(2 * at), words[at]);
        }

        payload[12] = ResetCause;
        payload[13] = (byte)Flags;
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(14), AlertPresses);
        return payload;
    }

    public static bool TryDecode(ReadOnlySpan<byte> payload, out BridgeMeasures message, [NotNullWhen(false)] out string? problem)
    {
        message = default;
        problem = payload.Length == Length ? null : $"MEASURES has {payload.Length} bytes, not {Length}";
        if (problem is not null)
        {
            return false;
        }

        message = new BridgeMeasures(
            BinaryPrimitives.ReadUInt16BigEndian(payload),
            BinaryPrimitives.ReadUInt16BigEndian(payload[2..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[6..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[8..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[10..]),
            payload[12],
            (BridgeFlags)payload[13],
            BinaryPrimitives.ReadUInt16BigEndian(payload[14..]));
        return true;
    }
}
