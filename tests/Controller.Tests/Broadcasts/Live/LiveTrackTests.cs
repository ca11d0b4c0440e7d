using CloudBroadcast.Protocol;
using CsCheck;

namespace CloudBroadcast.Controller.Broadcasts.Live;

public class LiveTrackTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(56);
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(260);
    private static readonly TimeSpan Packet = TimeSpan.FromMilliseconds(20);
    private static readonly Guid Stream = Guid.NewGuid();

    [Fact]
    public void The_chime_leaves_in_its_time_and_what_is_said_follows_it_without_a_gap()
    {
        var track = new LiveTrack(Stream, Start, Packets(100, 1), Lead);

        Assert.Empty(track.Open(Start - Lead - Packet));
        Assert.Single(track.Open(Start - Lead + 2 * Packet));
        var chime = track.Open(track.SpeaksAt - Packet);
        var said = Enumerable.Range(0, 50).SelectMany(index => track.Take(7 + index, new byte[] { 2 }, track.SpeaksAt + index * Packet)).ToList();

        Assert.Equal(Start + 100 * Packet - Lead, track.SpeaksAt);
        var all = chime.Concat(said).ToList();
        Assert.All(all, bundle => Assert.Equal(Us(Start) + bundle.FirstPacket * Opus.PacketUs, bundle.PresentationUs));
        Assert.Equal(Enumerable.Range(1, all.Count).Select(index => 3L * index), all.Select(bundle => (long)bundle.FirstPacket));
        Assert.Equal([.. Enumerable.Repeat((byte)1, 97), .. Enumerable.Repeat((byte)2, 50)], all.SelectMany(bundle => bundle.Packets).Select(packet => packet.Span[0]));
    }

    [Fact]
    public void What_comes_before_its_time_is_not_heard_and_what_comes_after_it_is_due_after_the_lead()
    {
        var track = new LiveTrack(Stream, Start, [], Lead);

        Assert.Empty(track.Take(0, new byte[] { 1 }, Start - Lead - Packet));
        Assert.False(track.HasSpoken);
        track.Take(1, new byte[] { 2 }, Start + Packet);
        track.Take(2, new byte[] { 3 }, Start + 2 * Packet);
        var bundle = track.Close();

        Assert.True(bundle.Last);
        Assert.Equal(3, bundle.Packets[^1].Span[0]);
        Assert.Equal(Us(Start + Packet + Lead), bundle.PresentationUs + (bundle.Packets.Count - 2) * Opus.PacketUs);
    }

    [Fact]
    public void What_the_microphone_left_out_is_silence_of_the_same_length()
    {
        var track = new LiveTrack(Stream, Start, [], Lead);

        track.Take(0, new byte[] { 1 }, Start - Lead);
        var bundles = track.Take(5, new byte[] { 2 }, Start - Lead + 5 * Packet);

        Assert.Equal([1, 0, 0, 0, 0, 1], bundles.SelectMany(bundle => bundle.Packets).Select(packet => packet.Length));
    }

    [Fact]
    public void Of_a_burst_behind_a_stall_the_last_packets_count_so_that_nobody_is_heard_later_for_good()
    {
        var track = new LiveTrack(Stream, Start, [], Lead);
        var now = Start + TimeSpan.FromSeconds(1);
        for (var number = 0; number < 50; number++)
        {
            track.Take(number, new byte[] { 1 }, now);
        }

        Assert.InRange(track.EndsAt - now - Lead, TimeSpan.Zero, TimeSpan.FromMilliseconds(140));
    }

    [Fact]
    public void A_stall_in_the_middle_loses_nothing() => Gen.Int[3, 90].Sample(stall =>
    {
        var track = new LiveTrack(Stream, Start, [], Lead);
        var bundles = new List<AudioBundle>();
        for (var number = 0; number < 200; number++)
        {
            var came = number is >= 50 && number < 50 + stall ? 50 + stall : number;
            bundles.AddRange(track.Take(number, BitConverter.GetBytes(number), Start - Lead + came * Packet));
        }

        bundles.Add(track.Close());
        return bundles.SelectMany(bundle => bundle.Packets).Select(packet => BitConverter.ToInt32(packet.Span)).SequenceEqual(Enumerable.Range(0, 200));
    });

    [Fact]
    public void Numbers_that_run_away_never_bring_more_than_real_time()
    {
        var track = new LiveTrack(Stream, Start, [], Lead);
        for (var index = 0; index < 1000; index++)
        {
            track.Take(index * 100, new byte[] { 1 }, Start);
        }

        Assert.InRange(track.EndsAt, Start, Start + Lead + TimeSpan.FromMilliseconds(140));
    }

    private static List<ReadOnlyMemory<byte>> Packets(int count, byte first) => [.. Enumerable.Range(0, count).Select(_ => new ReadOnlyMemory<byte>([first]))];

    private static long Us(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
