namespace CloudBroadcast.Protocol;

/// <summary>What an Opus packet's first byte says of its length (RFC 6716 3.1).</summary>
public static class OpusPacket
{
    /// <summary>Whether a packet is one that this system sends: 20 ms of mono or stereo-coded sound within the size limit.</summary>
    public static bool IsTwentyMilliseconds(ReadOnlySpan<byte> packet, out string problem)
    {
        if (packet.IsEmpty || packet.Length > Opus.MaxPacketBytes)
        {
            problem = $"an Opus packet of {packet.Length} bytes; 1 to {Opus.MaxPacketBytes} are allowed";
            return false;
        }

        var samples = Samples(packet);
        problem = samples == Opus.SamplesPerPacket ? "" : $"an Opus packet of {samples} samples; {Opus.SamplesPerPacket} (20 ms) are allowed";
        return problem.Length == 0;
    }

    // RFC 6716 3.1 table 2 (frame size of a configuration) and 3.2 (frame count codes 0 to 3).
    private static int Samples(ReadOnlySpan<byte> packet)
    {
        var configuration = packet[0] >> 3;
        var frames = (packet[0] & 3) switch
        {
            0 => 1,
            3 => packet.Length > 1 ? packet[1] & 0x3f : 0,
            _ => 2,
        };
        return frames * FrameSamples(configuration);
    }

    private static int FrameSamples(int configuration) => configuration switch
    {
        < 12 => (configuration & 3) switch { 0 => 480, 1 => 960, 2 => 1920, _ => 2880 },
        < 16 => (configuration & 1) == 0 ? 480 : 960,
        _ => 120 << (configuration & 3),
    };
}
