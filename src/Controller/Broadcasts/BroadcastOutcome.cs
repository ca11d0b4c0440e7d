namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>What a broadcast has become once all its playbacks are closed. Pure.</summary>
internal static class BroadcastOutcome
{
    /// <summary>The final state and, unless everybody played it whole, the reason in words.</summary>
    public static (BroadcastState State, string? Reason) Of(IReadOnlyCollection<Playback> playbacks)
    {
        var states = playbacks.CountBy(playback => playback.State).ToDictionary();
        var played = states.GetValueOrDefault(PlaybackState.Played);
        var state = played > 0 ? BroadcastState.Finished
            : states.ContainsKey(PlaybackState.Interrupted) ? BroadcastState.Interrupted
            : BroadcastState.Failed;
        return (state, played == playbacks.Count ? null : Tally(playbacks.Count, states));
    }

    private static string Tally(int all, Dictionary<PlaybackState, int> states) =>
        $"{all} 个终端：" + string.Join("，", states.OrderBy(pair => pair.Key).Select(pair => $"{Word(pair.Key)} {pair.Value}"));

    private static string Word(PlaybackState state) => state switch
    {
        PlaybackState.Played => "完整播出",
        PlaybackState.Partly => "部分播出",
        PlaybackState.Refused => "拒绝",
        PlaybackState.Interrupted => "中断",
        PlaybackState.Failed => "故障",
        PlaybackState.Missed => "未播",
        PlaybackState.NoAnswer => "无回应",
        _ => "未完成",
    };
}
