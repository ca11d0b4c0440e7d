using System.Security.Cryptography;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// Reads <c>controller.pub</c>: public keys in PEM. A line <c>Classes: exercise, ordinary</c> before a key says what it may
/// sign; without it, every class.
/// </summary>
internal static class PinnedKeys
{
    private const string ClassesLine = "Classes:";

    /// <summary>Pins every key of the text.</summary>
    /// <exception cref="CryptographicException">There is none, one is no P-256 key, or a class is unknown.</exception>
    public static TrustedKeys Read(string text)
    {
        var keys = new TrustedKeys();
        var rest = text.AsSpan();
        var found = 0;
        while (PemEncoding.TryFind(rest, out var fields))
        {
            keys.AddPem(rest[fields.Location].ToString(), ClassesOf(rest[..fields.Location.Start]));
            rest = rest[fields.Location.End..];
            found++;
        }

        return found > 0 ? keys : throw new CryptographicException("it holds no public key");
    }

    private static List<OrderClass> ClassesOf(ReadOnlySpan<char> before)
    {
        foreach (var range in before.Split('\n'))
        {
            var line = before[range].Trim();
            if (line.StartsWith(ClassesLine, StringComparison.OrdinalIgnoreCase))
            {
                return [.. line[ClassesLine.Length..].ToString().Split(',', StringSplitOptions.TrimEntries).Select(ClassOf)];
            }
        }

        return [.. Enum.GetValues<OrderClass>()];
    }

    private static OrderClass ClassOf(string word) => word switch
    {
        "exercise" => OrderClass.Exercise,
        "ordinary" => OrderClass.Ordinary,
        "emergency" => OrderClass.Emergency,
        _ => throw new CryptographicException($"'{word}' is no class of orders (exercise, ordinary, emergency)"),
    };
}
