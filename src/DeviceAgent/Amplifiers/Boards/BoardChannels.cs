namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>
/// Which relay of a board is what: the amplifier's power is the first and the zones follow; without a power relay zone 1 is the first.
/// </summary>
internal sealed class BoardChannels(AmplifierOptions options)
{
    private readonly int _shift = options.PowerRelay ? 0 : 1;

    /// <summary>Relays that are ours; those after them are never touched.</summary>
    public int Count { get; } = options.Zones + (options.PowerRelay ? 1 : 0);

    /// <summary>Bit 0 is the board's first relay.</summary>
    public ushort FromRelays(ushort relays) => (ushort)(relays >> _shift);

    public ushort ToRelays(ushort channels) => (ushort)(channels << _shift);
}
