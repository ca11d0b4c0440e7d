using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CloudBroadcast.Controller.Operators.Audit;

/// <summary>One line of the audit trail; each holds the hash of the one before it. Immutable once written.</summary>
internal sealed class AuditEntry
{
    /// <summary>1 for the first, without gaps.</summary>
    public required long Number { get; init; }

    /// <summary>To the millisecond: what every database gives back as it was.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Account, token, command line or the controller itself.</summary>
    public required string Who { get; init; }

    /// <summary>The address it came from; empty when it was made on the machine itself.</summary>
    public required string From { get; init; }

    /// <summary>What was done: <c>noun.verb</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what.</summary>
    public required string Subject { get; init; }

    /// <summary>JSON; null when there was nothing.</summary>
    public string? Before { get; init; }

    /// <summary>JSON; null when nothing is left.</summary>
    public string? After { get; init; }

    /// <summary>SHA-256; 32 zeros before the first.</summary>
    public required byte[] PreviousHash { get; init; }

    /// <summary>What <see cref="ComputeHash"/> gave when it was written.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>
    /// SHA-256 over number and Unix milliseconds (64 bits, big-endian), then each text in the order of the members as its
    /// length in bytes (32 bits, big-endian; -1 for null) and its UTF-8, then the previous hash.
    /// </summary>
    public byte[] ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        foreach (var value in (ReadOnlySpan<long>)[Number, At.ToUnixTimeMilliseconds()])
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            hash.AppendData(number);
        }

        foreach (var text in (ReadOnlySpan<string?>)[Who, From, Action, Subject, Before, After])
        {
            var bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(number, text is null ? -1 : bytes.Length);
            hash.AppendData(number[..4]);
            hash.AppendData(bytes);
        }

        hash.AppendData(PreviousHash);
        return hash.GetHashAndReset();
    }
}
