namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Whether somebody answers at the relays' end.</summary>
internal enum RelayLink
{
    /// <summary>This gateway has no relays by configuration.</summary>
    Absent,
    Lost,
    Connected,
}

/// <summary>What a relay board last said.</summary>
// Asked: The mask that the board last answered for.
// Contacts: What its contacts read, last known; null where nothing reads them back.
// Settled: The contacts agree with Asked, or had the time to.
// Problem: Why it is lost, or why it let go by itself.
internal sealed record RelayBoardState(
    DateTimeOffset At,
    RelayLink Link,
    ushort Asked,
    ushort? Contacts,
    bool Settled,
    string? Firmware,
    string? Problem)
{
    /// <summary>Which kind of board it is, as the state calls it; null while none has answered.</summary>
    public string? Board { get; init; }

    /// <summary>What it measures; null where it measures nothing.</summary>
    public BoardReadings? Readings { get; init; }

    /// <summary>What is wrong beside the contacts.</summary>
    public BoardTrouble Trouble { get; init; }

    /// <summary>The relays that are closed, as far as one can know: read, or else as told.</summary>
    public ushort Driven => Contacts ?? Asked;

    public bool Answered(ushort relays) => Link == RelayLink.Connected && Asked == relays;

    /// <summary>Whether the contacts read as asked; null where nothing reads them back.</summary>
    public bool? Confirmed => Link != RelayLink.Connected ? false : Contacts is { } contacts ? contacts == Asked : null;
}
