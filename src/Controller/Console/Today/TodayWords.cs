namespace CloudBroadcast.Controller.Console.Today;

/// <summary>The texts of 今日; their English is in the resource beside this file.</summary>
internal sealed class TodayWords;
