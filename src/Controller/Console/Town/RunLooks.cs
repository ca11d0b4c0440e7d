using CloudBroadcast.Controller.Console.Parts;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>The look of each state of a run, the same on 今日 and 排期.</summary>
public static class RunLooks
{
    public static Look? LookOf(RunView run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.State switch
        {
            RunState.OnAir => Look.On,
            RunState.Lacking => Look.Warn.Saying("缺音频"),
            RunState.Unreviewed => Look.Warn.Saying("没审完"),
            RunState.Closing => Look.Ready.Saying("等回执"),
            RunState.Done => Look.Done.Saying(run.Outcome ?? "播完"),
            RunState.Partly => Look.Warn.Saying(run.Outcome ?? "有村没播完"),
            RunState.Stopped => Look.Warn.Saying(run.Outcome ?? "中途停了"),
            RunState.Missed => Look.Missed.Saying(run.Outcome ?? "没有播"),
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
