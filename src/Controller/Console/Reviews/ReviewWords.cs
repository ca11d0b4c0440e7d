namespace CloudBroadcast.Controller.Console.Reviews;

/// <summary>The texts of 三审; their English is in the resource beside this file.</summary>
internal sealed class ReviewWords;
