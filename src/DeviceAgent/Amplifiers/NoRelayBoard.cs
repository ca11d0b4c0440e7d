namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>For a gateway whose amplifier is always powered, or switched by something that is not ours: nothing is switched and nothing is claimed.</summary>
internal sealed class NoRelayBoard(TimeProvider time) : IRelayBoard
{
    private int _held;

    public ushort Held => (ushort)Volatile.Read(ref _held);

    public RelayBoardState State { get; } =
        new(time.GetUtcNow(), RelayLink.Absent, Asked: 0, Contacts: 0, Settled: true, Firmware: null, Problem: null);

    public TimeSpan LongestAnswer => TimeSpan.Zero;

    /// <summary>Never raised: there is nothing to observe.</summary>
    public event Action<RelayBoardState> Observed
    {
        add { }
        remove { }
    }

    public void Hold(ushort relays) => Volatile.Write(ref _held, relays);
}
