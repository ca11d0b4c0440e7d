namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Consistent overhead byte stuffing (Cheshire and Baker, 1999): bytes without a zero in them, so that zero can end a frame.</summary>
internal static class Cobs
{
    /// <summary>Writes at most <c>plain.Length + 1</c> bytes for up to 253 plain ones; the delimiter is the caller's.</summary>
    public static int Encode(ReadOnlySpan<byte> plain, Span<byte> stuffed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plain.Length, 253);
        var codeAt = 0;
        var end = 1;
        foreach (var value in plain)
        {
            if (value != 0)
            {
                stuffed[end++] = value;
                continue;
            }

            stuffed[codeAt] = (byte)(end - codeAt);
            codeAt = end++;
        }

        stuffed[codeAt] = (byte)(end - codeAt);
        return end;
    }

    /// <summary>False when a code byte is zero or points behind the end, or when <paramref name="plain"/> is too small.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> stuffed, Span<byte> plain, out int written)
    {
        written = 0;
        while (!stuffed.IsEmpty)
        {
            int code = stuffed[0];
            if (code == 0 || code > stuffed.Length || stuffed[1..code].Contains((byte)0))
            {
                return false;
            }

            var zeroFollows = code < stuffed.Length && code != 0xFF;
            if (written + code - 1 + (zeroFollows ? 1 : 0) > plain.Length)
            {
                return false;
            }

            stuffed[1..code].CopyTo(plain[written..]);
            written += code - 1;
            if (zeroFollows)
            {
                plain[written++] = 0;
            }

            stuffed = stuffed[code..];
        }

        return true;
    }
}
