using CloudBroadcast.Controller.Console.Town;

namespace CloudBroadcast.Controller.Console.Week;

/// <summary>A run at its place in the folded week.</summary>
/// <param name="Run">What sounds.</param>
/// <param name="Clock">Its local start.</param>
/// <param name="Row">First grid row.</param>
/// <param name="Rows">Grid rows.</param>
/// <param name="Minutes">True length, for the spine.</param>
/// <param name="IsOverOther">Begins before an earlier one ends: drawn indented, so that both titles stay legible.</param>
/// <param name="Lane">Its place from the left among those that begin about when it does, from 0.</param>
/// <param name="Lanes">How many begin then: they stand side by side.</param>
public sealed record WeekSlotView(RunView Run, string Clock, int Row, int Rows, int Minutes, bool IsOverOther, int Lane, int Lanes);
