using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class BroadcastPlayerTests : IDisposable
{
    private readonly PlayerBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_whole_programme_leaves_sample_for_sample_at_its_planned_start()
    {
        var programme = SampleProgramme.Of(48_000 * 12 + 77, 48_000 * 3);
        var order = _bench.Play(programme, _bench.Order(programme.Items));

        var end = _bench.RunToEnd(order);

        Assert.Equal([PlaybackStage.Started, PlaybackStage.Finished], _bench.Stages);
        Assert.Equal(programme.Heard, _bench.Heard(order, programme.Heard.Length));
        Assert.Equal(order.Play!.StartAt, end.Evidence!.FirstSampleAt, TimeSpan.FromMicroseconds(21));
        Assert.Equal(programme.Packets.Count, end.Evidence.FramesPlayed);
        Assert.Equal(0, end.Evidence.FramesConcealed + end.Evidence.FramesMissed + end.Evidence.Underruns);
        Assert.Equal(order.Play.StartAt + Samples.Duration(programme.Heard.Length), end.Evidence.LastSampleAt!.Value, TimeSpan.FromMicroseconds(21));
    }
}
