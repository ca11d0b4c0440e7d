using CloudBroadcast.Controller.Schedules;

namespace CloudBroadcast.Controller.Console.Week;

/// <summary>What one person's calendar has in the hand, from week to week: the last change, to be taken back.</summary>
internal sealed class PlanHand
{
    /// <summary>The writes that take the last change back; empty when there is none.</summary>
    public IReadOnlyList<ScheduleStep> Undo { get; set; } = [];

    /// <summary>What the last change was, in words.</summary>
    public string Did { get; set; } = "";
}
