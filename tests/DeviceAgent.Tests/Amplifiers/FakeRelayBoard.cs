namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Relays that obey at once and write down when; contacts may be welded or dead, and the port may be lost.</summary>
internal sealed class FakeRelayBoard(TimeProvider time) : IRelayBoard
{
    private readonly DateTimeOffset _start = time.GetUtcNow();

    public event Action<RelayBoardState>? Observed;

    /// <summary>Each change: ms since the board was made, and the mask from then on.</summary>
    public List<(int Ms, ushort Relays)> Edges { get; } = [];

    public ushort Welded { get; set; }

    public ushort Dead { get; set; }

    public bool ReadsBack { get; set; } = true;

    public BoardReadings? Readings { get; set; }

    public TimeSpan LongestAnswer => RelayConversation.LongestExchange;

    public ushort Held { get; private set; }

    public RelayBoardState State { get; private set; } =
        new(time.GetUtcNow(), RelayLink.Connected, Asked: 0, Contacts: 0, Settled: true, Firmware: "1.0.0", Problem: null);

    public void Hold(ushort relays)
    {
        if (relays != Held)
        {
            Held = relays;
            Edges.Add(((int)(time.GetUtcNow() - _start).TotalMilliseconds, relays));
        }

        if (State.Link == RelayLink.Connected)
        {
            Say(RelayLink.Connected, null);
        }
    }

    public void Say(RelayLink link, string? problem, BoardTrouble trouble = BoardTrouble.None)
    {
        ushort? contacts = link == RelayLink.Connected ? (ushort)((Held & ~Dead) | Welded) : State.Contacts;
        contacts = ReadsBack ? contacts : null;
        State = new(time.GetUtcNow(), link, link == RelayLink.Connected ? Held : State.Asked, contacts, Settled: true, "1.0.0", problem)
        {
            Board = "fake",
            Readings = Readings,
            Trouble = trouble,
        };
        Observed?.Invoke(State);
    }

    /// <summary>Lets go by itself, as after the longest on-time.</summary>
    public void LetGo(string why)
    {
        Held = 0;
        Edges.Add(((int)(time.GetUtcNow() - _start).TotalMilliseconds, 0));
        Say(RelayLink.Connected, why);
    }
}
