namespace CloudBroadcast.Controller.Console.Talk;

/// <summary>The texts of 喊话; their English is in the resource beside this file.</summary>
internal sealed class TalkWords;
