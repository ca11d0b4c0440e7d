using CloudBroadcast.Protocol;
using CsCheck;

namespace CloudBroadcast.Controller.Broadcasts;

public class StreamTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(56);
    private static readonly TimeSpan Bundle = TimeSpan.FromMilliseconds(240);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_bundles_hold_every_packet_once_in_order_and_the_last_says_so() => Gen.Int[1, 200].Sample(count =>
    {
        var packets = Packets(count);
        var plan = new StreamPlan(Guid.NewGuid(), Start, packets);
        var bundles = Enumerable.Range(0, plan.Count).Select(plan.BundleAt).ToList();

        return bundles.SelectMany(bundle => bundle.Packets).SequenceEqual(packets)
            && bundles.All(bundle => bundle.Packets.Count <= AudioBundle.ProgrammePackets)
            && bundles.TakeWhile(bundle => !bundle.Last).Count() == plan.Count - 1
            && bundles.All(bundle => bundle.PresentationUs == ToUs(Start) + bundle.FirstPacket * Opus.PacketUs);
    });

    [Theory]
    [InlineData(-5000, 0)]
    [InlineData(0, 0)]
    [InlineData(239, 0)]
    [InlineData(240, 1)]
    [InlineData(2399, 9)]
    [InlineData(2400, 10)]
    [InlineData(99999, 10)]
    public void A_late_start_begins_at_the_live_position(int ms, int bundle) =>
        Assert.Equal(bundle, new StreamPlan(Guid.NewGuid(), Start, Packets(120)).FirstAt(Start.AddMilliseconds(ms)));

    [Fact]
    public void A_bundle_never_leaves_before_its_run_ahead()
    {
        var pacer = new StreamPacer(8 * Second, 4);

        Assert.Equal(2 * Second, pacer.WaitFor(Start, Bundle, Start - 10 * Second));
        Assert.Equal(TimeSpan.Zero, pacer.WaitFor(Start, Bundle, Start - 8 * Second));
    }

    [Fact]
    public void In_step_one_bundle_leaves_for_each_bundles_time()
    {
        var pacer = new StreamPacer(8 * Second, 4);
        var left = Leave(pacer, Start - 8 * Second, 10 * Second);

        Assert.InRange(left.Count, 41, 42);
    }

    [Fact]
    public void A_late_start_catches_up_at_four_times_real_time_and_no_faster()
    {
        var pacer = new StreamPacer(8 * Second, 4);
        var left = Leave(pacer, Start, 4 * Second);

        // Eight seconds are behind, one passes for each that is sent: caught up after 8 / (4 - 1) s.
        Assert.InRange(left.Count(at => at < Start + Second), 15, 19);
        Assert.InRange(left.Count, 48, 51);
        Assert.All(left.GroupBy(at => (at - Start).Ticks / TimeSpan.FromMilliseconds(100).Ticks), tick => Assert.InRange(tick.Count(), 1, 3));
    }

    [Fact]
    public void A_process_that_slept_does_not_choke_the_line_when_it_wakes()
    {
        var pacer = new StreamPacer(8 * Second, 4);
        Leave(pacer, Start - 8 * Second, 2 * Second);
        var woken = Start + 20 * Second;

        var left = 0;
        for (; pacer.WaitFor(Start + 21 * Second, Bundle, woken) == TimeSpan.Zero; left++)
        {
        }

        Assert.InRange(left, 1, 2);
    }

    private static List<DateTimeOffset> Leave(StreamPacer pacer, DateTimeOffset from, TimeSpan during)
    {
        var left = new List<DateTimeOffset>();
        for (var now = from; now < from + during;)
        {
            var wait = pacer.WaitFor(Start + Bundle * left.Count, Bundle, now);
            if (wait == TimeSpan.Zero)
            {
                left.Add(now);
            }

            now += wait;
        }

        return left;
    }

    private static List<ReadOnlyMemory<byte>> Packets(int count) =>
        [.. Enumerable.Range(0, count).Select(index => new ReadOnlyMemory<byte>([0xF8, (byte)index]))];

    private static long ToUs(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
