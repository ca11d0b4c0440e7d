namespace CloudBroadcast.Operator.Approvals;

/// <summary>The controller did not answer, or refused; the message is the one line that says so.</summary>
internal sealed class ControllerException(string message) : Exception(message);
