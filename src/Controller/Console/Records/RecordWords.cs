namespace CloudBroadcast.Controller.Console.Records;

/// <summary>The texts of 记录; their English is in the resource beside this file.</summary>
internal sealed class RecordWords;
