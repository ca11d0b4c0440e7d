using System.Buffers.Binary;

namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>Modbus RTU frames: address, function, data, CRC-16.</summary>
internal static class ModbusFrame
{
    private const int ExceptionLength = 5;
    private const byte ExceptionBit = 0x80;

    public static byte[] Of(params ReadOnlySpan<byte> body)
    {
        var frame = new byte[body.Length + 2];
        body.CopyTo(frame);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(body.Length), Crc(body));
        return frame;
    }

    /// <summary>Reflected polynomial 0xA001, start 0xFFFF.</summary>
    public static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0xFFFF;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (ushort)((crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1);
            }
        }

        return crc;
    }

    /// <summary>The answer to a request, without its CRC; noise before and after it is passed over. Null while there is none.</summary>
    /// <exception cref="ForeignBoardException">The board refuses the request.</exception>
    public static byte[]? Find(ReadOnlySpan<byte> heard, byte unit, byte function, int length)
    {
        for (var start = 0; start + ExceptionLength <= heard.Length; start++)
        {
            var rest = heard[start..];
            if (rest[0] == unit && rest[1] == function && IsWhole(rest, length))
            {
                return rest[..(length - 2)].ToArray();
            }

            if (rest[0] == unit && rest[1] == (function | ExceptionBit) && IsWhole(rest, ExceptionLength))
            {
                throw new ForeignBoardException($"the board refuses Modbus function {function:X2} with exception {rest[2]}: another kind of board, or fewer relays");
            }
        }

        return null;
    }

    private static bool IsWhole(ReadOnlySpan<byte> frame, int length) =>
        frame.Length >= length && Crc(frame[..(length - 2)]) == BinaryPrimitives.ReadUInt16LittleEndian(frame[(length - 2)..]);
}
