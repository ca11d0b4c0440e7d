namespace CloudBroadcast.Controller.Console;

/// <summary>The texts that no one folder owns, such as those of times; their English is in the resource beside this file.</summary>
internal sealed class ConsoleWords;
