using System.Text;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Attacks;

/// <summary>What an attacker without a key can make of a genuine document or bundle; the same seed makes the same.</summary>
internal sealed class Mutations(int seed)
{
    private static readonly SigningKey Stranger = SigningKey.Create();

    private readonly Random _random = new(seed);

    /// <summary>A variant that differs from the genuine order in what is signed, in the signature, or in who signed.</summary>
    public byte[] OfOrder(byte[] genuine) => _random.Next(12) switch
    {
        0 => SignedBy(DocumentKind.Order, Payload(genuine)),
        1 => SignedBy(DocumentKind.Report, Payload(genuine)),
        2 => Resigned(genuine, Payload(genuine)),
        3 => Replaced(genuine, "\"volumePercent\":80", "\"volumePercent\":99"),
        4 => Replaced(genuine, "\"sequence\":1", "\"sequence\":2"),
        5 => Replaced(genuine, "\"class\":\"ordinary\"", "\"class\":\"exercise\""),
        6 => EmptySignature(genuine),
        7 => Approval.Attach(Resigned(genuine, Payload(genuine)), Stranger.KeyId, new byte[AudioBundle.SignatureSize]),
        _ => OfAnything(genuine),
    };

    /// <summary>A variant of a genuine bundle.</summary>
    public byte[] OfBundle(byte[] genuine) => _random.Next(6) switch
    {
        0 => [.. genuine[..^AudioBundle.SignatureSize], .. new byte[AudioBundle.SignatureSize]],
        1 => [.. genuine[..^AudioBundle.SignatureSize], .. Stranger.Sign(genuine.AsSpan(0, genuine.Length - AudioBundle.SignatureSize))],
        2 => [.. genuine[..4], .. Convert.FromHexString(Stranger.KeyId), .. genuine[12..]],
        _ => OfAnything(genuine),
    };

    private byte[] OfAnything(byte[] genuine) => _random.Next(5) switch
    {
        0 => genuine[.._random.Next(genuine.Length)],
        1 => [.. genuine, (byte)_random.Next(256)],
        2 => Random(_random.Next(1, 2 * genuine.Length)),
        3 => Flipped(genuine, _random.Next(2, 40)),
        _ => Flipped(genuine, 1),
    };

    private byte[] Flipped(byte[] genuine, int bits)
    {
        while (true)
        {
            var bytes = (byte[])genuine.Clone();
            for (var count = 0; count < bits; count++)
            {
                bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
            }

            if (!bytes.AsSpan().SequenceEqual(genuine))
            {
                return bytes;
            }
        }
    }

    private byte[] Random(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    // The same length, so that what stands around it in CBOR still fits: only the signature can find it.
    private byte[] Replaced(byte[] genuine, string member, string by)
    {
        var at = genuine.AsSpan().IndexOf(Encoding.UTF8.GetBytes(member));
        if (at < 0)
        {
            return Flipped(genuine, 1);
        }

        var bytes = (byte[])genuine.Clone();
        Encoding.UTF8.GetBytes(by).CopyTo(bytes, at);
        return bytes;
    }

    private static byte[] Payload(byte[] genuine) => Approval.PayloadOf(genuine).ToArray();

    private static byte[] SignedBy(DocumentKind kind, byte[] payload) => SignedDocument.Sign(kind, payload, Stranger);

    // The town's key id over a stranger's signature.
    private static byte[] Resigned(byte[] genuine, byte[] payload)
    {
        var foreign = SignedDocument.Sign(DocumentKind.Order, payload, Stranger);
        return [.. genuine[..^AudioBundle.SignatureSize], .. foreign[^AudioBundle.SignatureSize..]];
    }

    private static byte[] EmptySignature(byte[] genuine) => [.. genuine[..^AudioBundle.SignatureSize], .. new byte[AudioBundle.SignatureSize]];
}
