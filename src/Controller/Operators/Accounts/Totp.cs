using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>Time-based one-time codes: RFC 6238 with SHA-1, 30 s and six digits, which is what every phone app understands.</summary>
internal static class Totp
{
    public const int KeyBytes = 20;

    private const int StepSeconds = 30;
    private const string Base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The time step whose code this is: the present one or one beside it (RFC 6238, section 5.2), or null.</summary>
    public static long? StepOf(ReadOnlySpan<byte> key, string code, DateTimeOffset now)
    {
        var written = code.Replace(" ", "", StringComparison.Ordinal);
        var present = now.ToUnixTimeSeconds() / StepSeconds;
        long? found = null;
        for (var step = present - 1; step <= present + 1; step++)
        {
            // All three are compared, so that the time taken says nothing.
            var matches = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CodeAt(key, step)), Encoding.UTF8.GetBytes(written));
            found = matches ? step : found;
        }

        return found;
    }

    /// <summary>The code of an instant.</summary>
    public static string CodeAt(ReadOnlySpan<byte> key, DateTimeOffset instant) => CodeAt(key, instant.ToUnixTimeSeconds() / StepSeconds);

    /// <summary>RFC 4648 base 32 without padding, as apps take it.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var value in bytes)
        {
            (buffer, bits) = ((buffer << 8) | value, bits + 8);
            for (; bits >= 5; bits -= 5)
            {
                text.Append(Base32Alphabet[(buffer >> (bits - 5)) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        return bits == 0 ? text.ToString() : text.Append(Base32Alphabet[(buffer << (5 - bits)) & 31]).ToString();
    }

    /// <summary>What an app reads from the QR code.</summary>
    public static string Address(string account, ReadOnlySpan<byte> key) =>
        $"otpauth://totp/CloudBroadcast:{Uri.EscapeDataString(account)}?secret={Base32(key)}&issuer=CloudBroadcast";

    private static string CodeAt(ReadOnlySpan<byte> key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 and the apps of the world say SHA-1; HMAC does not need collision resistance.
        HMACSHA1.HashData(key, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
