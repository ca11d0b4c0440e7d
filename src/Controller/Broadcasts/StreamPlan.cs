using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>
/// The packets of a stream's items one after another, cut into bundles. Bundle n holds the packets from n × 12 on, so that
/// a stream that is taken up again has the same bundles. Pure.
/// </summary>
internal sealed class StreamPlan(Guid streamId, DateTimeOffset startAt, IReadOnlyList<ReadOnlyMemory<byte>> packets)
{
    private static readonly TimeSpan Packet = TimeSpan.FromMicroseconds(Opus.PacketUs);

    /// <summary>Bundles in the whole stream.</summary>
    public int Count { get; } = (packets.Count + AudioBundle.ProgrammePackets - 1) / AudioBundle.ProgrammePackets;

    /// <summary>When the first packet of a bundle is due.</summary>
    public DateTimeOffset PresentationOf(int bundle) => startAt + Packet * (bundle * AudioBundle.ProgrammePackets);

    /// <summary>How much audio a bundle holds.</summary>
    public TimeSpan LengthOf(int bundle) =>
        Packet * Math.Min(AudioBundle.ProgrammePackets, packets.Count - bundle * AudioBundle.ProgrammePackets);

    /// <summary>The first bundle of which something is still to be heard at <paramref name="now"/>; <see cref="Count"/> when none is.</summary>
    public int FirstAt(DateTimeOffset now)
    {
        var passed = Math.Max(0, (now - startAt).Ticks) / (Packet * AudioBundle.ProgrammePackets).Ticks;
        return (int)Math.Min(passed, Count);
    }

    /// <summary>The bundle, ready to be signed.</summary>
    public AudioBundle BundleAt(int bundle)
    {
        var first = bundle * AudioBundle.ProgrammePackets;
        return new AudioBundle
        {
            StreamId = streamId,
            FirstPacket = (uint)first,
            PresentationUs = (startAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond + first * Opus.PacketUs,
            Last = bundle == Count - 1,
            Packets = Slice(first, Math.Min(AudioBundle.ProgrammePackets, packets.Count - first)),
        };
    }

    private ReadOnlyMemory<byte>[] Slice(int first, int count)
    {
        var slice = new ReadOnlyMemory<byte>[count];
        for (var index = 0; index < count; index++)
        {
            slice[index] = packets[first + index];
        }

        return slice;
    }
}
