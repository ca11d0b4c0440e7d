namespace CloudBroadcast.Controller.Console.Alerts;

/// <summary>The texts of this folder's pages; their English is in the resource beside this file.</summary>
internal sealed class AlertWords;
