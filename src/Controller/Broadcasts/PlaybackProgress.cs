using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>
/// How a gateway's word moves its playback. Pure, and the same word twice changes nothing: a playback only goes forward,
/// and what the gateway measured outweighs what the controller concluded from silence or from a higher priority.
/// </summary>
internal static class PlaybackProgress
{
    // A gateway that joins within this is in step; beyond it the beginning was not heard.
    private const long LateJoinUs = 1_000_000;

    /// <summary>Whether nothing more is awaited from the gateway.</summary>
    public static bool IsClosed(PlaybackState state) => state > PlaybackState.Suspended;

    /// <summary>Takes a report in; returns whether anything changed.</summary>
    public static bool Apply(Playback playback, PlaybackReport report, DateTimeOffset now)
    {
        var next = Next(playback, report);
        if (next is not { } state)
        {
            return false;
        }

        playback.ReceivedAt ??= now;
        playback.State = state;
        playback.Reason = ReasonOf(state, report);
        playback.Evidence = report.Evidence ?? playback.Evidence;
        return true;
    }

    private static PlaybackState? Next(Playback playback, PlaybackReport report) => report.Stage switch
    {
        PlaybackStage.Received => playback.State is PlaybackState.Expected ? PlaybackState.Received : null,
        PlaybackStage.Refused => AfterRefusal(playback, report),
        PlaybackStage.Started => playback.State is PlaybackState.Expected or PlaybackState.Received ? PlaybackState.Sounding : null,
        PlaybackStage.Suspended => playback.State is PlaybackState.Expected or PlaybackState.Received or PlaybackState.Sounding ? PlaybackState.Suspended : null,
        PlaybackStage.Resumed => playback.State is PlaybackState.Expected or PlaybackState.Received or PlaybackState.Suspended ? PlaybackState.Sounding : null,
        PlaybackStage.Finished => Final(playback, IsWhole(report.Evidence) ? PlaybackState.Played : PlaybackState.Partly),
        PlaybackStage.Interrupted => Final(playback, PlaybackState.Interrupted),
        PlaybackStage.Failed => Final(playback, PlaybackState.Failed),
        PlaybackStage.Missed => Final(playback, PlaybackState.Missed),
        _ => throw new ArgumentOutOfRangeException(nameof(report), report.Stage, "No such stage."),
    };

    // An order that is sent again is refused by whoever has it: that says nothing new. Without time the gateway could not
    // judge the order at all, and gets it once more.
    private static PlaybackState? AfterRefusal(Playback playback, PlaybackReport report) => playback.State switch
    {
        PlaybackState.Expected when report.Refusal is RefusalReason.NoTime => PlaybackState.Expected,
        PlaybackState.Expected => PlaybackState.Refused,
        _ => null,
    };

    private static PlaybackState? Final(Playback playback, PlaybackState state) => playback switch
    {
        { State: PlaybackState.Played or PlaybackState.Partly or PlaybackState.Failed } => null,
        { State: PlaybackState.Interrupted, Evidence.LastSampleAt: not null } => null,
        { State: PlaybackState.Interrupted } when state is PlaybackState.Failed or PlaybackState.Missed => null,
        { State: PlaybackState.Missed } when state is PlaybackState.Missed => null,
        _ => state,
    };

    private static bool IsWhole(PlaybackEvidence? evidence) =>
        evidence is { FramesMissed: 0, FramesPlayed: > 0, FirstSampleErrorUs: < LateJoinUs };

    private static string? ReasonOf(PlaybackState state, PlaybackReport report) => (state, report.Evidence) switch
    {
        (PlaybackState.Expected or PlaybackState.Refused or PlaybackState.Missed, _) => PlaybackWords.Of(report.Refusal, report.Detail),
        (PlaybackState.Partly, { } evidence) => PlaybackWords.OfGaps(evidence),
        (PlaybackState.Partly, null) => "终端没有给出播放数据",
        (PlaybackState.Played, { RelaysConfirmed: false }) => "继电器回读与要求不一致",
        (PlaybackState.Suspended, _) => report.Detail ?? "让位于更高优先级的内容",
        (PlaybackState.Interrupted, _) => report.Detail ?? "被停止或被更高优先级打断",
        (PlaybackState.Failed, _) => report.Detail ?? "终端没有说明故障原因",
        _ => null,
    };
}
