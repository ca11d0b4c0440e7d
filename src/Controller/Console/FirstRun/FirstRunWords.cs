namespace CloudBroadcast.Controller.Console.FirstRun;

/// <summary>The texts of the first run; their English is in the resource beside this file.</summary>
internal sealed class FirstRunWords;
