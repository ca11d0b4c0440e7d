namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>One of the gateway's sound lines as its relays know it.</summary>
/// <param name="Number">From 0 on.</param>
/// <param name="Relays">What concerns it: the amplifier's power and the zones that hang on it.</param>
internal readonly record struct AmplifierLine(int Number, ushort Relays)
{
    /// <summary>The line of a gateway that has one: every relay is its.</summary>
    public static AmplifierLine Sole => new(0, ushort.MaxValue);
}
