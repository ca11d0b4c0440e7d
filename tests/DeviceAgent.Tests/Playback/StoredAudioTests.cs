using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class StoredAudioTests
{
    private readonly SampleProgramme _programme = SampleProgramme.Of(48_000 * 12 + 77, 48_000 * 3);

    [Fact]
    public void What_the_store_holds_plays_sample_for_sample_without_a_stream()
    {
        using var bench = new PlayerBench(open: item => File(item));
        var order = bench.Order(_programme.Items);
        Assert.Null(bench.Player.Accept(Scheduled(bench, order)).Refusal);
        Assert.Empty(bench.Player.WantedStreams);
        bench.RunUntil(() => bench.Clock.Now >= order.Play!.StartAt.AddSeconds(1), 30);
        Assert.Equal(AudioSource.Store, bench.Player.OnAir!.Source);

        var end = End(bench);

        Assert.Equal(_programme.Heard, bench.Heard(order, _programme.Heard.Length));
        Assert.Equal((PlaybackStage.Finished, _programme.Packets.Count), (end.Stage, (int)end.Evidence!.FramesPlayed));
        Assert.Equal(AudioSource.Store, end.Evidence.Source);
        Assert.Equal((PlaybackOrigin.Schedule, order.Play!.StartAt), (end.Origin!.Value, end.PlannedStart!.Value));
        Assert.Null(end.OrderId);
    }

    [Fact]
    public void A_stream_that_comes_nevertheless_is_no_fault()
    {
        using var bench = new PlayerBench(open: item => File(item));
        var order = bench.Play(_programme, bench.Order(_programme.Items));
        Assert.Empty(bench.Player.WantedStreams);

        var end = bench.RunToEnd(order);

        Assert.Equal(_programme.Heard, bench.Heard(order, _programme.Heard.Length));
        Assert.Equal(_programme.Packets.Count, end.Evidence!.FramesPlayed);
    }

    [Fact]
    public void Where_one_piece_is_missing_the_stream_serves()
    {
        using var bench = new PlayerBench(open: item => item == _programme.Items[1] ? null : File(item));
        var order = bench.Play(_programme, bench.Order(_programme.Items));
        Assert.Equal([order.Play!.StreamId], bench.Player.WantedStreams);

        var end = bench.RunToEnd(order);

        Assert.Equal((PlaybackStage.Finished, AudioSource.Stream), (end.Stage, end.Evidence!.Source));
        Assert.Equal(_programme.Heard, bench.Heard(order, _programme.Heard.Length));
    }

    [Fact]
    public void Without_the_audio_and_without_a_stream_it_is_refused()
    {
        using var bench = new PlayerBench();

        Assert.Equal(RefusalReason.NoAudio, bench.Player.Accept(Scheduled(bench, bench.Order(_programme.Items))).Refusal);
        Assert.True(bench.Player.IsIdle);
    }

    [Fact]
    public void A_file_that_breaks_off_is_followed_by_the_stream()
    {
        using var bench = new PlayerBench(open: item => File(item, broken: item == _programme.Items[1]));
        var changes = 0;
        bench.Player.WantedStreamsChanged += () => Interlocked.Increment(ref changes);
        var order = bench.Order(_programme.Items);
        Assert.Null(bench.Accept(order));
        Assert.Empty(bench.Player.WantedStreams);
        bench.Stream(order, _programme.Packets, 12, TimeSpan.FromSeconds(2), _ => bench.Player.WantedStreams.Count > 0);

        var end = bench.RunToEnd(order);

        Assert.True(changes >= 2);
        Assert.Equal((PlaybackStage.Finished, AudioSource.Stream), (end.Stage, end.Evidence!.Source));
        Assert.Equal(_programme.Heard, bench.Heard(order, _programme.Heard.Length));
    }

    [Fact]
    public void A_file_that_breaks_off_without_a_stream_fails_with_the_reason()
    {
        using var bench = new PlayerBench(open: item => File(item, broken: item == _programme.Items[1]));
        Assert.Null(bench.Player.Accept(Scheduled(bench, bench.Order(_programme.Items))).Refusal);

        var end = End(bench);

        Assert.Equal(PlaybackStage.Failed, end.Stage);
        Assert.StartsWith("The stored audio can't be read: ", end.Detail, StringComparison.Ordinal);
        Assert.Equal(0, bench.Board.Held);
    }

    [Fact]
    public void Accepted_late_it_begins_at_its_live_position()
    {
        using var bench = new PlayerBench(open: item => File(item));
        var order = bench.Order(_programme.Items, startsInS: -4);
        Assert.Null(bench.Player.Accept(Scheduled(bench, order)).Refusal);

        var end = End(bench);

        Assert.Equal(PlaybackStage.Finished, end.Stage);
        Assert.InRange(end.Evidence!.FirstSampleErrorUs, 4_000_000, 6_500_000);
        Assert.Equal(_programme.Packets.Count, end.Evidence.FramesMissed + end.Evidence.FramesPlayed);
        Assert.Equal(_programme.Heard[(48_000 * 7)..], bench.Heard(order, order.Play!.StartAt.AddSeconds(7), _programme.Heard.Length - 48_000 * 7));
    }

    private static PlayRequest Scheduled(PlayerBench bench, Order order) => new()
    {
        Origin = PlaybackOrigin.Schedule,
        Play = order.Play! with { StreamId = Guid.Empty },
        Target = PlayerBench.Target,
        ReceivedTimestamp = bench.Time.GetTimestamp(),
    };

    private static PlaybackReport End(PlayerBench bench)
    {
        bench.RunUntil(() => bench.Player.IsIdle, 60);
        return bench.Last;
    }

    private MemoryStream File(PlayItem item, bool broken = false)
    {
        var first = item == _programme.Items[0] ? 0 : _programme.Items[0].Packets;
        var packets = _programme.Packets.Skip(first).Take(item.Packets).Select(packet => (ReadOnlyMemory<byte>)packet).ToList();
        using var whole = new MemoryStream();
        OggOpus.Write(whole, new OggOpusAudio(packets, item.PreSkip, item.LengthSamples));
        var bytes = whole.ToArray();
        if (broken)
        {
            bytes[bytes.Length * 3 / 4] ^= 1;
        }

        return new MemoryStream(bytes);
    }
}
