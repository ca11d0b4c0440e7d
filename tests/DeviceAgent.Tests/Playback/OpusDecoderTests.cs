using CloudBroadcast.Protocol;
using CsCheck;

namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class OpusDecoderTests
{
    private readonly short[] _frame = new short[Opus.SamplesPerPacket];

    [Fact]
    public void A_reset_decoder_gives_the_same_samples_again()
    {
        var programme = SampleProgramme.Of(9_600);
        using var decoder = new OpusDecoder();
        var runs = Enumerable.Range(0, 2).Select(_ =>
        {
            decoder.Reset();
            return programme.Packets.SelectMany(packet =>
            {
                Assert.True(decoder.TryDecode(packet, _frame));
                return _frame.ToArray();
            }).ToArray();
        }).ToList();

        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[0][SampleProgramme.PreSkip..][..9_600], programme.Heard);
    }

    [Fact]
    public void A_frame_that_is_made_up_sounds_like_the_one_before()
    {
        var programme = SampleProgramme.Of(9_600);
        using var decoder = new OpusDecoder();
        foreach (var packet in programme.Packets)
        {
            Assert.True(decoder.TryDecode(packet, _frame));
        }

        var before = Signals.Level(_frame);
        decoder.Conceal(_frame);

        Assert.InRange(Signals.Level(_frame), before / 4, before * 2);
    }

    [Fact]
    public void A_packet_of_another_length_or_none_is_refused()
    {
        using var decoder = new OpusDecoder();

        Assert.False(decoder.TryDecode([], _frame));
        // The first byte says: hybrid, two frames of 20 ms.
        Assert.False(decoder.TryDecode([0b0111_1001, 1, 2, 3, 4], _frame));
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        using var decoder = new OpusDecoder();
        Gen.Byte.Array[0, 200].Sample(packet => decoder.TryDecode(packet, _frame) || true, iter: 2_000, threads: 1);
    }
}
