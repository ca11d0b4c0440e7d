using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class SinkClockTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(-200)]
    public void A_sound_card_whose_clock_is_off_is_followed_without_a_click(int ppm)
    {
        using var bench = new PlayerBench(sinkTime: time => new SkewedTime(time, ppm));

        // Pieces of ten seconds: a tone that climbs for a minute ends above what Opus carries.
        var programme = SampleProgramme.Of([.. Enumerable.Repeat(48_000 * 10, 6)]);
        var order = bench.Play(programme, bench.Order(programme.Items));

        var end = bench.RunToEnd(order, seconds: 90);

        // In a minute of its own samples the card is off by 12 ms; from the first sound to the last it is off by less than 1 ms.
        var recording = Recording.Open(bench.Folder, order.Play!.BroadcastId);
        Assert.InRange(LengthOfSound(recording.Samples) - LengthOfSound(programme.Heard) * (1 + ppm * 1e-6), -48, 48);
        Assert.InRange((end.Evidence!.LastSampleAt!.Value - order.Play.StartAt.AddSeconds(60)).Duration(), TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        Assert.True(Signals.SteepestStep(recording.Samples) <= 1.1 * Signals.SteepestStep(programme.Heard));
        Assert.Equal((PlaybackStage.Finished, 0L), (end.Stage, end.Evidence!.FramesMissed));
    }

    [Fact]
    public void After_the_output_ran_dry_it_is_joined_where_the_programme_stands()
    {
        using var bench = new PlayerBench();
        var programme = SampleProgramme.Of(48_000 * 8);
        var order = bench.Play(programme, bench.Order(programme.Items));
        bench.RunUntil(() => bench.Clock.Now >= order.Play!.StartAt.AddSeconds(3), 30);

        bench.Time.Advance(TimeSpan.FromSeconds(1));
        var end = bench.RunToEnd(order);

        Assert.Equal((PlaybackStage.Finished, 1), (end.Stage, end.Evidence!.Underruns));
        Assert.InRange(end.Evidence.FramesMissed, 40, 70);
        Assert.Equal(programme.Packets.Count, end.Evidence.FramesMissed + end.Evidence.FramesPlayed);
        var heard = bench.Heard(order, programme.Heard.Length);
        Assert.Equal(programme.Heard.AsSpan(48_000 * 5), heard.AsSpan(48_000 * 5));
        Assert.Equal(1, Recording.Open(bench.Folder, order.Play!.BroadcastId).Underruns);
    }

    [Fact]
    public void A_missing_output_is_a_stated_fault_and_is_tried_again()
    {
        using var bench = new PlayerBench(options => options.RecordingsFolder = Path.Combine(options.RecordingsFolder, "taken", "away"));
        var blocker = Path.Combine(bench.Folder, "taken");
        File.WriteAllText(blocker, "");
        var programme = SampleProgramme.Of(48_000 * 8);
        var order = bench.Play(programme, bench.Order(programme.Items));
        bench.Run(5);
        Assert.Contains("taken", bench.Player.Sound.Fault, StringComparison.Ordinal);
        Assert.Empty(bench.Board.Edges);

        File.Delete(blocker);
        var end = bench.RunToEnd(order);

        Assert.Null(bench.Player.Sound.Fault);
        Assert.Equal(PlaybackStage.Finished, end.Stage);
        Assert.InRange(end.Evidence!.FirstSampleErrorUs, 2_000_000, 5_000_000);
    }

    [Fact]
    public void A_broadcast_whose_output_never_comes_fails_with_the_fault()
    {
        using var bench = new PlayerBench(options => options.Sink = SinkKind.WaveOut);
        var programme = SampleProgramme.Of(48_000);
        var order = bench.Play(programme, bench.Order(programme.Items));

        var end = bench.RunToEnd(order);

        Assert.Equal((PlaybackStage.Failed, bench.Player.Sound.Fault), (end.Stage, end.Detail));
        Assert.Equal("waveOut", bench.Player.Sound.Output);
        Assert.Empty(bench.Board.Edges);
        Assert.True(bench.Player.IsIdle);
    }

    private static int LengthOfSound(short[] samples) =>
        Array.FindLastIndex(samples, sample => sample != 0) - Array.FindIndex(samples, sample => sample != 0) + 1;

    /// <summary>The same time, told by a quartz that is off.</summary>
    private sealed class SkewedTime(TimeProvider time, int ppm) : TimeProvider
    {
        private readonly long _begin = time.GetTimestamp();

        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp()
        {
            var passed = time.GetTimestamp() - _begin;
            return _begin + passed + passed * ppm / 1_000_000;
        }

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();
    }
}
