namespace CloudBroadcast.Controller.Console.Week;

/// <summary>The texts of 排期; their English is in the resource beside this file.</summary>
internal sealed class WeekWords;
