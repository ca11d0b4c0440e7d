namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>How a wake ended.</summary>
internal enum AmplifierOutcome
{
    /// <summary>The contacts read as asked.</summary>
    Ready,

    /// <summary>The board was told and took it, but reads nothing back.</summary>
    Unconfirmed,

    /// <summary>The bridge was told, but a contact does not follow or the bridge let go; it may sound or not.</summary>
    NotConfirmed,

    /// <summary>Nothing to switch here: the amplifier is taken to be on.</summary>
    NoBoard,

    /// <summary>The bridge does not answer; the wish stands and is carried out when it does.</summary>
    PortFailed,
}

/// <summary>The answer to a wake; whether to play anyway is the caller's decision.</summary>
// What: What is missing, in words; null when ready or without a board.
internal readonly record struct AmplifierReadiness(AmplifierOutcome Outcome, string? What)
{
    public static AmplifierReadiness Ready => new(AmplifierOutcome.Ready, null);

    public static AmplifierReadiness Unconfirmed => new(AmplifierOutcome.Unconfirmed, null);

    public static AmplifierReadiness NoBoard => new(AmplifierOutcome.NoBoard, null);

    public static AmplifierReadiness NotConfirmed(string what) => new(AmplifierOutcome.NotConfirmed, what);

    public static AmplifierReadiness PortFailed(string what) => new(AmplifierOutcome.PortFailed, what);
}
