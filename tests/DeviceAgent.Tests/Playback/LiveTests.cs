using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class LiveTests : IDisposable
{
    private static readonly TimeSpan BehindTheMouth = TimeSpan.FromMilliseconds(350);

    private readonly PlayerBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Live_talk_sounds_from_its_start_to_its_last_packet()
    {
        var (order, programme) = Talk(seconds: 3);
        _bench.Stream(order, programme.Packets, 3, BehindTheMouth, _ => true);

        var end = _bench.RunToEnd(order);

        Assert.Equal(PlaybackStage.Finished, end.Stage);
        Assert.Equal(programme.Heard, _bench.Heard(order, programme.Heard.Length));
        Assert.Equal(programme.Packets.Count, end.Evidence!.FramesPlayed);
        Assert.Equal(0, end.Evidence.FramesMissed);
        Assert.Equal(order.Play!.StartAt.AddSeconds(3), end.Evidence.LastSampleAt!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void Live_talk_from_which_nothing_comes_any_more_ends()
    {
        var (order, programme) = Talk(seconds: 3);
        _bench.Stream(order, programme.Packets, 3, BehindTheMouth, _ => true, last: false);

        var end = _bench.RunToEnd(order);

        Assert.Equal((PlaybackStage.Failed, "Nothing came for 2 s."), (end.Stage, end.Detail));
        Assert.InRange((end.At - order.Play!.StartAt).TotalSeconds, 4.5, 6.5);
        Assert.Equal(0, _bench.Board.Held);
    }

    [Fact]
    public void Live_talk_that_never_comes_ends()
    {
        var (order, _) = Talk(seconds: 1);

        var end = _bench.RunToEnd(order);

        Assert.Equal((PlaybackStage.Failed, null), (end.Stage, end.Evidence));
        Assert.InRange((end.At - order.Play!.StartAt).TotalSeconds, 2, 4);
    }

    [Fact]
    public void Live_talk_ends_at_its_longest_time()
    {
        var (order, programme) = Talk(seconds: 5, longestPlayMs: 2_000);
        _bench.Stream(order, programme.Packets, 3, BehindTheMouth, _ => true);

        var end = _bench.RunToEnd(order);

        Assert.Equal((PlaybackStage.Interrupted, "The longest play time was reached."), (end.Stage, end.Detail));
        Assert.Equal(order.Play!.StartAt.AddSeconds(2), end.Evidence!.LastSampleAt!.Value, TimeSpan.FromMilliseconds(20));
    }

    private (Order Order, SampleProgramme Programme) Talk(int seconds, long longestPlayMs = 60_000)
    {
        var programme = SampleProgramme.Of(preSkip: 0, [48_000 * seconds]);
        var order = _bench.Order([], priority: Priority.LiveTalk, longestPlayMs: longestPlayMs);
        Assert.Null(_bench.Accept(order));
        return (order, programme);
    }
}
