namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Turns what a relay board says into facts: each change of what the contacts read, and each fault, once.</summary>
internal sealed class RelayWitness : IDisposable
{
    private readonly IRelayBoard _board;
    private (ushort Contacts, bool Confirmed, string? Fault)? _last;

    public RelayWitness(IRelayBoard board)
    {
        _board = board;
        board.Observed += Look;
    }

    public event Action<RelayFact>? Changed;

    public AmplifierState State
    {
        get
        {
            var held = _board.Held;
            var state = _board.State;
            var isConnected = state.Link == RelayLink.Connected;
            return new AmplifierState(
                RelayMask.HasPower(held),
                isConnected ? RelayMask.HasPower(state.Contacts) : null,
                RelayMask.Zones(held),
                isConnected ? RelayMask.Zones(state.Contacts) : null,
                isConnected,
                state.Firmware,
                Fault(state));
        }
    }

    public void Dispose() => _board.Observed -= Look;

    private static string? Fault(RelayBoardState state)
    {
        var contacts = state is { Link: RelayLink.Connected, Settled: true } ? RelayMask.Disagreement(state.Asked, state.Contacts) : null;
        return state.Problem is null || contacts is null ? state.Problem ?? contacts : $"{state.Problem}; {contacts}";
    }

    // The board raises from one task, so there is no lock here.
    private void Look(RelayBoardState state)
    {
        var isStillMoving = state is { Link: RelayLink.Connected, Settled: false } && _last is { } before && state.Contacts == before.Contacts;
        var seen = (state.Contacts, state.Confirmed, Fault(state));
        if (isStillMoving || _last == seen)
        {
            return;
        }

        _last = seen;
        Changed?.Invoke(new RelayFact(
            state.At,
            RelayMask.HasPower(state.Contacts),
            RelayMask.Zones(state.Contacts),
            state.Confirmed,
            seen.Item3));
    }
}
