using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

public class PlaybackProgressTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);

    [Theory]
    [InlineData("received", nameof(PlaybackState.Received))]
    [InlineData("received started", nameof(PlaybackState.Sounding))]
    [InlineData("received started finished", nameof(PlaybackState.Played))]
    [InlineData("received started gaps", nameof(PlaybackState.Partly))]
    [InlineData("received started late", nameof(PlaybackState.Partly))]
    [InlineData("received started interrupted", nameof(PlaybackState.Interrupted))]
    [InlineData("received failed", nameof(PlaybackState.Failed))]
    [InlineData("busy", nameof(PlaybackState.Refused))]
    [InlineData("noTime", nameof(PlaybackState.Expected))]
    [InlineData("noTime received", nameof(PlaybackState.Received))]
    [InlineData("received duplicate", nameof(PlaybackState.Received))]
    [InlineData("received oldSequence started", nameof(PlaybackState.Sounding))]
    [InlineData("started received", nameof(PlaybackState.Sounding))]
    [InlineData("finished started received", nameof(PlaybackState.Played))]
    [InlineData("finished interrupted", nameof(PlaybackState.Played))]
    [InlineData("interrupted finished", nameof(PlaybackState.Interrupted))]
    [InlineData("busy finished", nameof(PlaybackState.Played))]
    public void A_playback_goes_forward_with_what_its_gateway_says(string told, string expected) =>
        Assert.Equal(expected, After(PlaybackState.Expected, told).State.ToString());

    [Theory]
    [InlineData(nameof(PlaybackState.NoAnswer), "finished", nameof(PlaybackState.Played))]
    [InlineData(nameof(PlaybackState.NoAnswer), "received started", nameof(PlaybackState.NoAnswer))]
    [InlineData(nameof(PlaybackState.Interrupted), "finished", nameof(PlaybackState.Played))]
    [InlineData(nameof(PlaybackState.Interrupted), "interrupted", nameof(PlaybackState.Interrupted))]
    public void What_the_gateway_measured_outweighs_what_the_controller_concluded(string concluded, string told, string expected) =>
        Assert.Equal(expected, After(Enum.Parse<PlaybackState>(concluded), told).State.ToString());

    [Theory]
    [InlineData("received")]
    [InlineData("started")]
    [InlineData("finished")]
    [InlineData("interrupted")]
    [InlineData("failed")]
    [InlineData("busy")]
    public void The_same_report_twice_is_the_same_as_once(string told)
    {
        var once = After(PlaybackState.Expected, told);
        var twice = After(PlaybackState.Expected, told + " " + told);

        Assert.Equal((once.State, once.Reason, once.Evidence), (twice.State, twice.Reason, twice.Evidence));
    }

    [Fact]
    public void What_was_not_heard_is_said_in_seconds() =>
        Assert.Equal("晚 0.0 秒加入，漏播 2.0 秒", After(PlaybackState.Expected, "gaps").Reason);

    private static Playback After(PlaybackState state, string told)
    {
        var playback = new Playback { BroadcastId = Guid.NewGuid(), GatewayId = "gw-a", Zones = [], State = state };
        foreach (var word in told.Split(' '))
        {
            PlaybackProgress.Apply(playback, ReportOf(word), Now);
        }

        return playback;
    }

    private static PlaybackReport ReportOf(string word) => word switch
    {
        "gaps" => Report(PlaybackStage.Finished, Evidence(missed: 100)),
        "late" => Report(PlaybackStage.Finished, Evidence(errorUs: 30_000_000)),
        "finished" => Report(PlaybackStage.Finished, Evidence()),
        "interrupted" => Report(PlaybackStage.Interrupted, Evidence()),
        "failed" => Report(PlaybackStage.Failed, null),
        "started" => Report(PlaybackStage.Started, Evidence() with { LastSampleAt = null }),
        "received" => Report(PlaybackStage.Received, null),
        _ => Report(PlaybackStage.Refused, null) with { Refusal = Enum.Parse<RefusalReason>(word, ignoreCase: true) },
    };

    private static PlaybackReport Report(PlaybackStage stage, PlaybackEvidence? evidence) => new()
    {
        Version = 1,
        ReportId = Guid.Empty,
        Gateway = "gw-a",
        At = Now,
        Stage = stage,
        Evidence = evidence,
    };

    private static PlaybackEvidence Evidence(long missed = 0, long errorUs = 400) => new()
    {
        FirstSampleAt = Now,
        FirstSampleErrorUs = errorUs,
        LastSampleAt = Now.AddMinutes(1),
        FramesPlayed = 3000 - missed,
        FramesConcealed = 0,
        FramesMissed = missed,
        Underruns = 0,
    };
}
