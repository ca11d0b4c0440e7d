namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>What the contacts were seen to do, or were told where nothing reads them back.</summary>
// Power: The power contact reads closed; after a loss of the bridge, as last read.
// Zones: The zones whose contacts read closed; after a loss of the bridge, as last read.
// Confirmed: What was read equals what was asked; null where nothing reads back.
// Fault: Null, or what is wrong in words.
// Concerns: The relays that the fault is about: every one where it is the board's, none where there is no fault.
internal sealed record RelayFact(DateTimeOffset At, bool Power, IReadOnlyList<int> Zones, bool? Confirmed, string? Fault, ushort Concerns);
