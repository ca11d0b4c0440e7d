namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The relay bridge said something that it must not say; its port is closed and opened again.</summary>
internal sealed class RelayBridgeException(string message) : Exception(message);
