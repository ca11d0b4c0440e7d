using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class LiveTests : IDisposable
{
    private const int Word = 28_800;

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

    // What an uneven line does to talk of 40 s: how late a bundle comes, how many packets of the first surprise are heard as a hole, and what is held back then.
    [Theory]
    [InlineData("even", 0, 200, 220)]
    [InlineData("40 ms to and fro", 0, 200, 300)]
    [InlineData("600 ms each five seconds", 32, 580, 700)]
    [InlineData("nothing, and 1.2 s at once", 62, 1150, 1400)]
    public void An_uneven_line_is_heard_once_and_then_no_more(string line, int mostHoles, long leastHeldMs, long mostHeldMs)
    {
        var programme = Speech(seconds: 40);
        var order = Talk(longestPlayMs: 60_000);
        _bench.Stream(order, programme.Packets, 3, BehindTheMouth, _ => true, late: packet => Late(line, packet));
        _bench.RunUntil(() => _bench.Clock.Now >= order.Play!.StartAt.AddSeconds(30), 60);
        Assert.InRange(_bench.Player.OnAir!.JitterMs!.Value, leastHeldMs, mostHeldMs);

        var end = _bench.RunToEnd(order);

        Assert.Equal((PlaybackStage.Finished, programme.Packets.Count), (end.Stage, (int)end.Evidence!.FramesPlayed));
        Assert.InRange(end.Evidence.FramesConcealed + end.Evidence.FramesMissed, 0, mostHoles);
        var recording = Recording.Open(_bench.Folder, order.Play!.BroadcastId);
        Assert.True(Signals.SteepestStep(recording.Samples) < 1.5 * Signals.SteepestStep(programme.Heard));

        // From ten seconds on every word stands behind the one before, whole.
        var planned = (int)Samples.Nearest(order.Play.StartAt - recording.FirstSampleAt);
        for (var second = 10; second < 40; second++)
        {
            var word = programme.Heard.AsSpan(second * Opus.SampleRate, Word);
            var (place, match) = Signals.BestMatch(word, recording.Samples, planned + second * Opus.SampleRate + 30_000, within: 40_000);
            Assert.True(match > 0.99, $"{match:0.000} at {second} s");
            Assert.InRange(place - planned - second * Opus.SampleRate, 0, 2 * Opus.SampleRate);
        }
    }

    [Fact]
    public void A_line_that_has_become_even_is_held_back_less_and_less_in_the_pauses_and_nothing_is_lost()
    {
        var programme = Speech(seconds: 90);
        var order = Talk(longestPlayMs: 100_000);
        _bench.Stream(order, programme.Packets, 3, BehindTheMouth, _ => true, late: packet => Late(packet < 500 ? "nothing, and 1.2 s at once" : "even", packet));
        _bench.RunUntil(() => _bench.Clock.Now >= order.Play!.StartAt.AddSeconds(30), 60);
        var held = _bench.Player.OnAir!.JitterMs!.Value;
        _bench.RunUntil(() => _bench.Clock.Now >= order.Play!.StartAt.AddSeconds(88), 90);

        Assert.InRange(_bench.Player.OnAir!.JitterMs!.Value, 200, held - 800);
        var end = _bench.RunToEnd(order, seconds: 120);

        Assert.Equal((PlaybackStage.Finished, programme.Packets.Count), (end.Stage, (int)end.Evidence!.FramesPlayed));
        Assert.InRange(end.Evidence.FramesConcealed + end.Evidence.FramesMissed, 0, 62);
        Assert.True(Signals.SteepestStep(Recording.Open(_bench.Folder, order.Play!.BroadcastId).Samples) < 1.5 * Signals.SteepestStep(programme.Heard));
    }

    [Fact]
    public void Nothing_is_held_back_for_what_the_line_lost()
    {
        var programme = Speech(seconds: 10);
        var order = Talk();
        _bench.Stream(order, programme.Packets, 3, BehindTheMouth, packet => packet is < 210 or >= 213);

        var end = _bench.RunToEnd(order);

        Assert.Equal((3, 0), ((int)end.Evidence!.FramesConcealed, (int)end.Evidence.FramesMissed));
        Assert.Equal(programme.Heard.AsSpan(48_000 * 6), _bench.Heard(order, programme.Heard.Length).AsSpan(48_000 * 6));
    }

    [Fact]
    public void More_than_two_seconds_are_not_held_back_and_what_comes_later_is_missed()
    {
        var programme = Speech(seconds: 20);
        using var bench = new PlayerBench(options => options.LiveSilence = TimeSpan.FromSeconds(10));
        var order = bench.Order([], priority: Priority.LiveTalk);
        Assert.Null(bench.Accept(order));
        bench.Stream(order, programme.Packets, 3, BehindTheMouth, _ => true, late: packet => TimeSpan.FromSeconds(packet == 300 ? 4 : 0));
        bench.RunUntil(() => bench.Clock.Now >= order.Play!.StartAt.AddSeconds(15), 60);
        // The bench's own step of 10 ms blurs what the earliest bundle is.
        Assert.InRange(bench.Player.OnAir!.JitterMs!.Value, 1900, 2020);

        var end = bench.RunToEnd(order);

        Assert.Equal(PlaybackStage.Finished, end.Stage);
        // Of four seconds 0.2 s were in hand and 1.8 s are a longer pause; the words of two are gone.
        Assert.InRange(end.Evidence!.FramesMissed + end.Evidence.FramesConcealed, 95, 105);
        Assert.InRange(end.Evidence.FramesPlayed, 895, 905);
        Assert.InRange((end.Evidence.LastSampleAt!.Value - order.Play!.StartAt).TotalSeconds, 21, 22);
    }

    [Fact]
    public void A_programme_is_never_held_back()
    {
        var programme = SampleProgramme.Of(48_000 * 3);
        var order = _bench.Play(programme, _bench.Order(programme.Items));
        _bench.RunUntil(() => _bench.Clock.Now >= order.Play!.StartAt.AddSeconds(1), 30);

        Assert.Null(_bench.Player.OnAir!.JitterMs);
    }

    private static TimeSpan Late(string line, int packet) => TimeSpan.FromMilliseconds(line switch
    {
        "40 ms to and fro" => packet / 3 * 29 % 80 - 40,
        "600 ms each five seconds" => packet % 250 / 3 == 40 ? 600 : 0,
        "nothing, and 1.2 s at once" => 1200 - packet % 60 * 20,
        _ => 0,
    });

    // Words of 0.6 s, a pause of 0.4 s behind each: a tone that climbs from word to word, as no two words are alike.
    private static SampleProgramme Speech(int seconds) => SampleProgramme.OfSound(Enumerable.Range(0, seconds * Opus.SampleRate).Select(sample =>
    {
        var (second, within) = Math.DivRem(sample, Opus.SampleRate);
        var hertz = 300 + 7 * second;
        var swell = Math.Clamp(Math.Min(within, Word - within) / 2400.0, 0, 1);
        return (short)(swell * (9000 * Math.Sin(2 * Math.PI * hertz * within / Opus.SampleRate) + 3000 * Math.Sin(5.2 * Math.PI * hertz * within / Opus.SampleRate)));
    }).ToArray());

    private Order Talk(long longestPlayMs = 60_000)
    {
        var order = _bench.Order([], priority: Priority.LiveTalk, longestPlayMs: longestPlayMs);
        Assert.Null(_bench.Accept(order));
        return order;
    }

    private (Order Order, SampleProgramme Programme) Talk(int seconds, long longestPlayMs = 60_000)
    {
        var programme = SampleProgramme.Of(preSkip: 0, [48_000 * seconds]);
        return (Talk(longestPlayMs), programme);
    }
}
