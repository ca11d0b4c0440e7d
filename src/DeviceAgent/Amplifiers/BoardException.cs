namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The relay board said something that it must not say; its port is closed and opened again.</summary>
internal class BoardException(string message) : Exception(message);

/// <summary>Something answers on the relay board's port, but it is another device.</summary>
internal sealed class ForeignBoardException(string message) : BoardException(message);
