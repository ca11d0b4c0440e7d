using CsCheck;

namespace CloudBroadcast.Protocol;

public sealed class AudioBundleTests : IDisposable
{
    private readonly SigningKey _key = SigningKey.Create();
    private readonly TrustedKeys _keys;

    public AudioBundleTests() => _keys = Samples.Trusting(_key);

    public void Dispose()
    {
        _keys.Dispose();
        _key.Dispose();
    }

    [Fact]
    public void Any_bundle_opens_to_itself() =>
        Gen.Select(Gen.Guid, Gen.UInt, Gen.Long, Gen.Bool, Gen.Byte.Array[0, Opus.MaxPacketBytes].Array[1, AudioBundle.MaxPackets]).Sample(
            (stream, first, presentation, last, packets) =>
            {
                var bundle = new AudioBundle
                {
                    StreamId = stream,
                    FirstPacket = first,
                    PresentationUs = presentation,
                    Last = last,
                    Packets = packets.Select(packet => (ReadOnlyMemory<byte>)packet).ToList(),
                };
                return AudioBundle.TryOpen(bundle.Sign(_key), _keys, out var opened, out _)
                    && (opened.StreamId, opened.FirstPacket, opened.PresentationUs, opened.Last) == (stream, first, presentation, last)
                    && opened.Packets.Zip(packets).All(pair => pair.First.Span.SequenceEqual(pair.Second))
                    && opened.Packets.Count == packets.Length;
            },
            iter: 200);

    [Fact]
    public void No_single_flipped_bit_opens()
    {
        var bytes = Samples.Bundle().Sign(_key);

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(AudioBundle.TryOpen(flipped, _keys, out _, out _), $"bit {bit}");
        }
    }

    [Fact]
    public void A_bundle_that_is_cut_or_longer_than_it_says_does_not_open()
    {
        var bytes = Samples.Bundle().Sign(_key);

        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.False(AudioBundle.TryOpen(bytes.AsMemory(0, length), _keys, out _, out _)));
        Assert.False(AudioBundle.TryOpen(bytes.Append((byte)0).ToArray(), _keys, out _, out _));
    }

    [Fact]
    public void Random_bytes_never_open_and_never_throw() =>
        Gen.Byte.Array[0, 600].Sample(bytes => !AudioBundle.TryOpen(bytes, _keys, out _, out var problem) && problem is not null);

    [Fact]
    public void A_bundle_of_a_key_that_is_not_pinned_is_refused()
    {
        using var other = SigningKey.Create();

        Assert.False(AudioBundle.TryOpen(Samples.Bundle().Sign(other), _keys, out _, out var problem));

        Assert.Equal(RefusalReason.UnknownKey, problem);
    }

    [Fact]
    public void A_bundle_without_packets_or_with_one_too_long_is_not_signed()
    {
        var bundle = Samples.Bundle();

        Assert.Throws<ArgumentException>(() => With(bundle, []).Sign(_key));
        Assert.Throws<ArgumentException>(() => With(bundle, [new byte[Opus.MaxPacketBytes + 1]]).Sign(_key));
    }

    private static AudioBundle With(AudioBundle bundle, IReadOnlyList<ReadOnlyMemory<byte>> packets) => new()
    {
        StreamId = bundle.StreamId,
        FirstPacket = bundle.FirstPacket,
        PresentationUs = bundle.PresentationUs,
        Last = bundle.Last,
        Packets = packets,
    };
}
