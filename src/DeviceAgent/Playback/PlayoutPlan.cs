using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Where a sample of a broadcast stands in its stream.</summary>
/// <param name="Packet">Index in the stream of the packet that holds it.</param>
/// <param name="Offset">Its place among the samples that the decoder makes of that packet.</param>
/// <param name="Count">How many samples from it on are heard of that packet; 1 or more.</param>
/// <param name="ItemPacket">The item's first packet, before which the decoder is reset.</param>
/// <param name="Lead">How many packets of the item's begin are decoded and never heard.</param>
internal readonly record struct PacketSpot(long Packet, int Offset, int Count, long ItemPacket, int Lead)
{
    /// <summary>Whether it is the first packet of its item of which anything is heard.</summary>
    public bool IsItemBegin => Packet == ItemPacket + Lead;
}

/// <summary>Which packet holds which sample of a broadcast: items end to end, without what the decoder gives before and after them.</summary>
internal sealed class PlayoutPlan
{
    private readonly Item[] _items;

    private PlayoutPlan(Item[] items)
    {
        _items = items;
        Length = items[^1].FirstSample + items[^1].Length;
    }

    // Span of one item: half-open in samples from FirstSample, in packets from FirstPacket.
    private readonly record struct Item(long FirstSample, long Length, long FirstPacket, int PreSkip);

    /// <summary>Samples that are heard in all; for a live stream more than anyone can talk.</summary>
    public long Length { get; }

    /// <summary>Lays out what an order asks for.</summary>
    public static PlayoutPlan Of(PlayOrder play)
    {
        if (play.Live)
        {
            return new PlayoutPlan([new Item(0, long.MaxValue / 2, 0, 0)]);
        }

        var items = new Item[play.Items.Count];
        long sample = 0;
        long packet = 0;
        for (var index = 0; index < items.Length; index++)
        {
            var item = play.Items[index];
            items[index] = new Item(sample, item.LengthSamples, packet, item.PreSkip);
            sample += item.LengthSamples;
            packet += item.Packets;
        }

        return new PlayoutPlan(items);
    }

    /// <summary>Where a sample stands; it must be at least 0 and less than <see cref="Length"/>.</summary>
    public PacketSpot At(long sample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, Length);
        var item = Find(sample);
        var decoded = sample - item.FirstSample + item.PreSkip;
        var offset = (int)(decoded % Opus.SamplesPerPacket);
        var left = item.FirstSample + item.Length - sample;
        return new PacketSpot(
            item.FirstPacket + decoded / Opus.SamplesPerPacket,
            offset,
            (int)Math.Min(Opus.SamplesPerPacket - offset, left),
            item.FirstPacket,
            item.PreSkip / Opus.SamplesPerPacket);
    }

    private Item Find(long sample)
    {
        var low = 0;
        var high = _items.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _items[middle].FirstSample <= sample ? (middle, high) : (low, middle - 1);
        }

        return _items[low];
    }
}
