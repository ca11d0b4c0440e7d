using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>
/// Gives the packets of a talk their places in the stream and cuts it into bundles: first the chime, then what the microphone
/// says, each packet due <paramref name="lead"/> after it came. Holds no clock; one thread at a time.
/// </summary>
/// <param name="streamId">The stream.</param>
/// <param name="startAt">When packet 0 is due.</param>
/// <param name="opening">What sounds before anybody speaks; may be empty.</param>
/// <param name="lead">How long after it came a packet is due.</param>
internal sealed class LiveTrack(Guid streamId, DateTimeOffset startAt, IReadOnlyList<ReadOnlyMemory<byte>> opening, TimeSpan lead)
{
    private static readonly TimeSpan Packet = TimeSpan.FromMicroseconds(Opus.PacketUs);

    // A burst behind a stall of the browser must not put the whole talk later: of it the last packets count.
    private static readonly TimeSpan MostAhead = TimeSpan.FromMilliseconds(100);

    private readonly List<ReadOnlyMemory<byte>> _waiting = [];
    private long _bundled;
    private long? _shift;

    /// <summary>From then on a packet that comes is heard right behind the opening.</summary>
    public DateTimeOffset SpeaksAt => startAt + Packet * opening.Count - lead;

    /// <summary>Whether a packet of the microphone has its place.</summary>
    public bool HasSpoken => _shift is not null;

    /// <summary>Packets so far.</summary>
    public long Packets => _bundled + _waiting.Count;

    /// <summary>When it will have been heard so far.</summary>
    public DateTimeOffset EndsAt => startAt + Packet * Packets;

    /// <summary>The bundles of the opening that are full by now.</summary>
    public List<AudioBundle> Open(DateTimeOffset now)
    {
        var full = new List<AudioBundle>();
        while (Packets < opening.Count && DueAt(Packets) - lead <= now)
        {
            Add(opening[(int)Packets], full);
        }

        return full;
    }

    /// <summary>Takes the packet with that number of the microphone's own counting, which never falls; the bundles that it fills.</summary>
    public List<AudioBundle> Take(long number, ReadOnlyMemory<byte> packet, DateTimeOffset now)
    {
        var full = new List<AudioBundle>();
        if (now < SpeaksAt)
        {
            return full;
        }

        _shift ??= Math.Max(opening.Count, (long)Math.Ceiling(PlaceAt(now + lead))) - number;
        var place = Math.Min(number + _shift.Value, (long)PlaceAt(now + lead + MostAhead));
        _shift = place - number;
        if (place < Packets)
        {
            return full;
        }

        // What the microphone left out is silence.
        while (Packets < place)
        {
            Add(Packets < opening.Count ? opening[(int)Packets] : ReadOnlyMemory<byte>.Empty, full);
        }

        Add(packet, full);
        return full;
    }

    /// <summary>The last bundle.</summary>
    public AudioBundle Close()
    {
        if (_waiting.Count == 0)
        {
            _waiting.Add(ReadOnlyMemory<byte>.Empty);
        }

        return Bundle(last: true);
    }

    private DateTimeOffset DueAt(long packet) => startAt + Packet * packet;

    private double PlaceAt(DateTimeOffset instant) => (instant - startAt) / Packet;

    private void Add(ReadOnlyMemory<byte> packet, List<AudioBundle> full)
    {
        _waiting.Add(packet);
        if (_waiting.Count == AudioBundle.LivePackets)
        {
            full.Add(Bundle(last: false));
        }
    }

    private AudioBundle Bundle(bool last)
    {
        var bundle = new AudioBundle
        {
            StreamId = streamId,
            FirstPacket = (uint)_bundled,
            PresentationUs = (startAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond + _bundled * Opus.PacketUs,
            Last = last,
            Packets = [.. _waiting],
        };
        _bundled += _waiting.Count;
        _waiting.Clear();
        return bundle;
    }
}
