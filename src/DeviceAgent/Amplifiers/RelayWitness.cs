namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Turns what a relay board says into facts: each change of what the contacts read, and each fault, once.</summary>
internal sealed class RelayWitness : IDisposable
{
    private readonly IRelayBoard _board;
    private (ushort Driven, bool? Confirmed, string? Fault)? _last;

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
            var contacts = isConnected ? state.Contacts : null;
            return new AmplifierState(
                RelayMask.HasPower(held),
                contacts is { } power ? RelayMask.HasPower(power) : null,
                RelayMask.Zones(held),
                contacts is { } zones ? RelayMask.Zones(zones) : null,
                isConnected,
                state.Firmware,
                Fault(state))
            {
                Board = state.Board,
                Readings = state.Readings,
            };
        }
    }

    public void Dispose() => _board.Observed -= Look;

    private static string? Fault(RelayBoardState state)
    {
        var contacts = state is { Link: RelayLink.Connected, Settled: true } ? RelayMask.Disagreement(state.Asked, state.Driven) : null;
        return state.Problem is null || contacts is null ? state.Problem ?? contacts : $"{state.Problem}; {contacts}";
    }

    private static ushort Concerns(RelayBoardState state) => state switch
    {
        { Problem: not null } => ushort.MaxValue,
        { Link: RelayLink.Connected, Settled: true } => (ushort)(state.Asked ^ state.Driven),
        _ => 0,
    };

    // The board raises from one task, so there is no lock here.
    private void Look(RelayBoardState state)
    {
        var isStillMoving = state is { Link: RelayLink.Connected, Settled: false } && _last is { } before && state.Driven == before.Driven;
        var seen = (state.Driven, state.Confirmed, Fault(state));
        if (isStillMoving || _last == seen)
        {
            return;
        }

        _last = seen;
        Changed?.Invoke(new RelayFact(
            state.At,
            RelayMask.HasPower(state.Driven),
            RelayMask.Zones(state.Driven),
            state.Confirmed,
            seen.Item3,
            Concerns(state)));
    }
}
