namespace CloudBroadcast.Controller.Console.Town;

/// <summary>The texts of what the town does; their English is in the resource beside this file.</summary>
internal sealed class TownWords;
