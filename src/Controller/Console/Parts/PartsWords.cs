namespace CloudBroadcast.Controller.Console.Parts;

/// <summary>The texts of states, seals and strips; their English is in the resource beside this file.</summary>
internal sealed class PartsWords;
