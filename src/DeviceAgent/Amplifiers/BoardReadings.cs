namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>What a relay board measures beside its contacts; null is what this board can't.</summary>
internal sealed record BoardReadings
{
    /// <summary>Loudspeaker line, RMS in mV at the measuring input.</summary>
    public int? LineMv { get; init; }

    /// <summary>Supply of the board, mV.</summary>
    public int? SupplyMv { get; init; }

    /// <summary>Temperature of the board, degrees Celsius.</summary>
    public int? TemperatureC { get; init; }

    /// <summary>Starts of the board in its life.</summary>
    public int? Boots { get; init; }

    /// <summary>The key switch holds the amplifier by hand.</summary>
    public bool? LocalOverride { get; init; }

    /// <summary>Presses of the alert button since the board started; a change is a press.</summary>
    public int? AlertPresses { get; init; }
}
