namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The amplifier as it is now: asked for, and read back (null while nobody answers, or where nothing reads back).</summary>
// Fault: Null, or what is wrong in words: the port, a welded or dead contact, a hold that ended by itself.
internal sealed record AmplifierState(
    bool PowerAsked,
    bool? PowerRead,
    IReadOnlyList<int> ZonesAsked,
    IReadOnlyList<int>? ZonesRead,
    bool BridgeConnected,
    string? Firmware,
    string? Fault)
{
    /// <summary>Which kind of board it is; null while none has answered.</summary>
    public string? Board { get; init; }

    /// <summary>The power relay is closed, as far as one can know: read, or told to a board that reads nothing back.</summary>
    public bool PowerDriven => PowerRead ?? (BridgeConnected && PowerAsked);

    /// <summary>The same of the zones.</summary>
    public IReadOnlyList<int> ZonesDriven => ZonesRead ?? (BridgeConnected ? ZonesAsked : []);

    /// <summary>What the board measures; null where it measures nothing.</summary>
    public BoardReadings? Readings { get; init; }
}
