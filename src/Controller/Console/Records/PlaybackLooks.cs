using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Console.Parts;

namespace CloudBroadcast.Controller.Console.Records;

/// <summary>The look of what one gateway did with a broadcast. Pure.</summary>
internal static class PlaybackLooks
{
    public static Look Of(PlaybackState state) => state switch
    {
        PlaybackState.Expected => Look.Ready.Saying("等回音"),
        PlaybackState.Received => Look.Ready.Saying("收到指令"),
        PlaybackState.Sounding => Look.On,
        PlaybackState.Suspended => Look.Warm.Saying("让位暂停"),
        PlaybackState.Played => Look.Done,
        PlaybackState.Partly => Look.Warn.Saying("没播全"),
        PlaybackState.Interrupted => Look.Warn.Saying("中途停了"),
        PlaybackState.Refused => Look.Missed.Saying("没有接受"),
        PlaybackState.Failed => Look.Missed.Saying("出故障"),
        PlaybackState.Missed => Look.Missed,
        PlaybackState.NoAnswer => Look.Off.Saying("没有回音"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };
}
