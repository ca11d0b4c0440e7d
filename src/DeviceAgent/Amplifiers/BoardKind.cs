using CloudBroadcast.DeviceAgent.Amplifiers.Boards;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The relay boards that the agent can speak with.</summary>
internal enum BoardName
{
    /// <summary>Our own.</summary>
    Bridge,

    /// <summary>Modbus RTU with coils: functions 01, 05, 0F.</summary>
    Modbus,

    /// <summary>Waveshare's Modbus RTU boards, which switch all coils at address 00FF.</summary>
    Waveshare,

    /// <summary>The eletechsup R421A08: functions 06 and 03.</summary>
    R421A08,

    /// <summary>LC Technology's USB boards that answer nothing.</summary>
    Lcus,

    /// <summary>LC Technology's USB boards that answer to FF.</summary>
    LcusStatus,

    /// <summary>KMTronic's USB boards with status.</summary>
    Kmtronic,

    /// <summary>Numato's USB boards.</summary>
    Numato,
}

/// <summary>What a kind of relay board is and can.</summary>
/// <param name="Name">As the state and the options call it.</param>
/// <param name="Baud">Line speed when it is new.</param>
/// <param name="MostChannels">Relays of the largest one that is used here.</param>
/// <param name="ReadsBack">It says what its relays do.</param>
/// <param name="Over">Speaks with one over an open line.</param>
internal sealed record BoardKind(string Name, int Baud, int MostChannels, bool ReadsBack, Func<Stream, AmplifierOptions, TimeProvider, IBoardDialogue> Over)
{
    private const int Usual = 9600;

    /// <summary>It opens its relays by itself when nobody renews them.</summary>
    public bool HasTimeout { get; private init; }

    /// <summary>After so long it has answered to a change, or is lost.</summary>
    public TimeSpan LongestAnswer { get; private init; } = TimeSpan.FromSeconds(1.5);

    public static BoardKind Of(BoardName name) => name switch
    {
        BoardName.Bridge => new("bridge", SerialLine.Baud, RelayMask.Count, ReadsBack: true, (line, options, time) => new BridgeBoard(line, options.Hold, time))
        {
            HasTimeout = true,
            LongestAnswer = RelayConversation.LongestExchange,
        },
        BoardName.Modbus => new("modbus", Usual, RelayMask.Count, ReadsBack: true, (line, options, time) =>
            new ModbusBoard(new BoardExchange(line, "Modbus board", time), new BoardChannels(options), (byte)options.Unit, hasAllCoils: false)),
        BoardName.Waveshare => new("waveshare", Usual, RelayMask.Count, ReadsBack: true, (line, options, time) =>
            new ModbusBoard(new BoardExchange(line, "Waveshare board", time), new BoardChannels(options), (byte)options.Unit, hasAllCoils: true)),
        BoardName.R421A08 => new("r421a08", Usual, 8, ReadsBack: true, (line, options, time) =>
            new R421A08Board(new BoardExchange(line, "R421A08", time), new BoardChannels(options), (byte)options.Unit)),
        BoardName.Lcus => new("lcus", Usual, 8, ReadsBack: false, (line, options, time) =>
            new LcusBoard(new BoardExchange(line, "LCUS board", time), new BoardChannels(options))),
        BoardName.LcusStatus => new("lcusStatus", Usual, 8, ReadsBack: true, (line, options, time) =>
            new LcusStatusBoard(new BoardExchange(line, "LCUS board", time), new BoardChannels(options))),
        BoardName.Kmtronic => new("kmtronic", Usual, 8, ReadsBack: true, (line, options, time) =>
            new KmtronicBoard(new BoardExchange(line, "KMTronic board", time), new BoardChannels(options))),
        BoardName.Numato => new("numato", Usual, RelayMask.Count, ReadsBack: true, (line, options, time) =>
            new NumatoBoard(new BoardExchange(line, "Numato board", time), new BoardChannels(options))),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such board."),
    };
}
