using CloudBroadcast.Controller.Console.Language;
using CloudBroadcast.Controller.Console.Parts;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>The look of each state of a run, the same on 今日 and 排期.</summary>
public static class RunLooks
{
    private static readonly Spoken T = new(typeof(TownWords));

    public static Look? LookOf(RunView run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.State switch
        {
            RunState.OnAir => Look.On,
            RunState.Lacking => Look.Warn.Saying(T["缺音频"]),
            RunState.Unreviewed => Look.Warn.Saying(T["没审完"]),
            RunState.Closing => Look.Ready.Saying(T["等回执"]),
            RunState.Done => Look.Done.Saying(run.Outcome ?? T["播完"]),
            RunState.Partly => Look.Warn.Saying(run.Outcome ?? T["有村没播完"]),
            RunState.Stopped => Look.Warn.Saying(run.Outcome ?? T["中途停了"]),
            RunState.Missed => Look.Missed.Saying(run.Outcome ?? T["没有播"]),
            _ => null,
        };
    }

    /// <summary>Whether it is over, however it went.</summary>
    public static bool IsOver(RunView run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.State is RunState.Closing or RunState.Done or RunState.Partly or RunState.Stopped or RunState.Missed;
    }
}
