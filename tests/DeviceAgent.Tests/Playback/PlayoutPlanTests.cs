using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class PlayoutPlanTests
{
    // Items: 3 packets of which 312 + 2000 samples count; 1 packet, whole; 4 packets with a pre-skip of more than two.
    private readonly PlayoutPlan _plan = Plan((3, 312, 2_000), (1, 0, 960), (4, 2_000, 1_500));

    [Fact]
    public void Its_length_is_what_is_heard() => Assert.Equal(4_460, _plan.Length);

    [Theory]
    [InlineData(0, 0, 312, 648, 0, 0)] // the pre-skip is passed over
    [InlineData(647, 0, 959, 1, 0, 0)]
    [InlineData(648, 1, 0, 960, 0, 0)]
    [InlineData(1_608, 2, 0, 392, 0, 0)] // what comes after the length is not heard
    [InlineData(1_999, 2, 391, 1, 0, 0)]
    [InlineData(2_000, 3, 0, 960, 3, 0)] // the next item begins at once
    [InlineData(2_959, 3, 959, 1, 3, 0)]
    [InlineData(2_960, 6, 80, 880, 4, 2)] // two packets are decoded and never heard
    [InlineData(3_840, 7, 0, 620, 4, 2)]
    [InlineData(4_459, 7, 619, 1, 4, 2)]
    public void Each_sample_has_its_packet_and_its_place(long sample, long packet, int offset, int count, long itemPacket, int lead) =>
        Assert.Equal(new PacketSpot(packet, offset, count, itemPacket, lead), _plan.At(sample));

    [Theory]
    [InlineData(-1)]
    [InlineData(4_460)]
    public void Outside_of_it_is_nothing(long sample) => Assert.Throws<ArgumentOutOfRangeException>(() => _plan.At(sample));

    [Fact]
    public void Every_sample_is_heard_once_and_in_order()
    {
        var heard = new List<(long Packet, int Sample)>();
        for (long sample = 0; sample < _plan.Length; sample++)
        {
            var spot = _plan.At(sample);
            heard.Add((spot.Packet, spot.Offset));
        }

        Assert.Equal(heard.Distinct().Order(), heard);
    }

    [Fact]
    public void A_live_stream_is_its_packets_end_to_end()
    {
        var plan = PlayoutPlan.Of(Play(live: true, []));

        Assert.Equal(new PacketSpot(1_000_000, 5, 955, 0, 0), plan.At(960_000_005));
    }

    private static PlayoutPlan Plan(params (int Packets, int PreSkip, long Length)[] items) => PlayoutPlan.Of(Play(
        live: false,
        [.. items.Select(item => new PlayItem { Sha256 = "", Packets = item.Packets, PreSkip = item.PreSkip, LengthSamples = item.Length })]));

    private static PlayOrder Play(bool live, IReadOnlyList<PlayItem> items) => new()
    {
        BroadcastId = default,
        StreamId = default,
        Title = "x",
        Priority = Priority.Scheduled,
        Live = live,
        StartAt = default,
        LongestPlayMs = 1,
        VolumePercent = 100,
        Items = items,
    };
}
