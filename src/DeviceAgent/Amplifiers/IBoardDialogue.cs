namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>How one kind of relay board is spoken to over an open line. Not thread-safe: it has one owner.</summary>
internal interface IBoardDialogue
{
    /// <summary>Times that a request had to be sent again.</summary>
    long Retries { get; }

    /// <summary>Asks for what the board measures; null before it was greeted, and where it measures nothing.</summary>
    BridgeMeter? Meter => null;

    /// <summary>Finds out who is there. Returns the firmware's version, or null where the board doesn't say.</summary>
    /// <exception cref="ForeignBoardException">Something else answers.</exception>
    /// <exception cref="TimeoutException">Nobody answers.</exception>
    Task<string?> GreetAsync(CancellationToken cancellation);

    /// <summary>
    /// Holds exactly these relays on and says what the contacts read. Null when the board refuses because its hard cap has tripped.
    /// </summary>
    Task<BoardAnswer?> DriveAsync(ushort relays, CancellationToken cancellation);
}

/// <summary>What a board said after it was told which relays to hold.</summary>
/// <param name="Contacts">What the contacts read, 1 = closed; null where nothing reads back.</param>
internal sealed record BoardAnswer(ushort? Contacts)
{
    /// <summary>Since the board's start, wraps; null where it doesn't count.</summary>
    public uint? UptimeMs { get; init; }

    /// <summary>The board's own hard cap opened the relays and its lock still stands.</summary>
    public bool HardCap { get; init; }
}
