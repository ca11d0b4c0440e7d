namespace CloudBroadcast.Controller.Console.Frame;

/// <summary>The texts of bar, rail and frame; their English is in the resource beside this file.</summary>
internal sealed class FrameWords;
