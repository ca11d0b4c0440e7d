namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>What is wrong with a board beside its contacts.</summary>
[Flags]
internal enum BoardTrouble
{
    None = 0,

    /// <summary>Another device answers on its port.</summary>
    Foreign = 1,

    /// <summary>The longest on-time has opened the relays, the board's own or the agent's.</summary>
    HardCap = 2,

    /// <summary>It restarted by itself within the last hour.</summary>
    Restarted = 4,

    /// <summary>Many requests have to be sent again.</summary>
    Noise = 8,
}
