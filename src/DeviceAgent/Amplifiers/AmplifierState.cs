namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The amplifier as it is now: asked for, and read back (null while nobody answers).</summary>
// Fault: Null, or what is wrong in words: the port, a welded or dead contact, a hold that ended by itself.
internal sealed record AmplifierState(
    bool PowerAsked,
    bool? PowerRead,
    IReadOnlyList<int> ZonesAsked,
    IReadOnlyList<int>? ZonesRead,
    bool BridgeConnected,
    string? Firmware,
    string? Fault);
