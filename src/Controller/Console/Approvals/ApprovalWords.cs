namespace CloudBroadcast.Controller.Console.Approvals;

/// <summary>The texts of this folder's pages; their English is in the resource beside this file.</summary>
internal sealed class ApprovalWords;
