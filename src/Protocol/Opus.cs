namespace CloudBroadcast.Protocol;

/// <summary>The one form of audio on the wire: Opus (RFC 6716), 48 kHz, mono, packets of 20 ms.</summary>
public static class Opus
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 48_000;

    /// <summary>Samples in one packet.</summary>
    public const int SamplesPerPacket = 960;

    /// <summary>Microseconds of one packet.</summary>
    public const long PacketUs = 20_000;

    /// <summary>The longest packet that is sent or accepted, in bytes (RFC 6716 section 3.4).</summary>
    public const int MaxPacketBytes = 1275;
}
