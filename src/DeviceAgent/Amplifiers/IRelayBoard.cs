namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The relays of a gateway: a board on a serial port, or none. Any thread may call.</summary>
internal interface IRelayBoard
{
    /// <summary>What is being held on now; 0 after the board let go by itself.</summary>
    ushort Held { get; }

    RelayBoardState State { get; }

    /// <summary>After so long the board has answered to a change, or is lost.</summary>
    TimeSpan LongestAnswer { get; }

    /// <summary>Raised after each answer of the board and each loss of it, on the board's own task: handlers are short.</summary>
    event Action<RelayBoardState> Observed;

    /// <summary>Holds exactly these relays on, renewed by the board's own task until the next call.</summary>
    void Hold(ushort relays);
}
