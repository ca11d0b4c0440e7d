namespace CloudBroadcast.Operator;

/// <summary>What the person at the keyboard has to mend; its message is the one line that they read.</summary>
internal sealed class RefusedException(string message) : Exception(message);
