using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Packets of one stream that wait for their turn, by index; safe to fill and to empty from two threads.</summary>
internal sealed class JitterBuffer
{
    /// <summary>What is further ahead of the next packet than 10 s is not taken.</summary>
    public const int Capacity = 10 * Opus.SampleRate / Opus.SamplesPerPacket;

    private readonly ReadOnlyMemory<byte>?[] _slots = new ReadOnlyMemory<byte>?[Capacity];
    private readonly Lock _lock = new();
    private long _next;
    private int _count;

    /// <summary>How much waits.</summary>
    public TimeSpan Depth
    {
        get
        {
            lock (_lock)
            {
                return Samples.Duration((long)_count * Opus.SamplesPerPacket);
            }
        }
    }

    /// <summary>Takes a packet in; false when it is late, there already, or too far ahead.</summary>
    public bool Add(long index, ReadOnlyMemory<byte> packet)
    {
        lock (_lock)
        {
            ref var slot = ref _slots[index % Capacity];
            if (index < _next || index >= _next + Capacity || slot is not null)
            {
                return false;
            }

            slot = packet;
            _count++;
            return true;
        }
    }

    /// <summary>Gives a packet out and forgets those before it; null when it is not there.</summary>
    public ReadOnlyMemory<byte>? Take(long index)
    {
        lock (_lock)
        {
            DropBefore_NeedsLock(index);
            if (index < _next)
            {
                return null;
            }

            var packet = _slots[index % Capacity];
            DropBefore_NeedsLock(index + 1);
            return packet;
        }
    }

    /// <summary>Whether a packet and all behind it are still to come; what a later one has overtaken is lost, not late.</summary>
    public bool IsAwaited(long index)
    {
        lock (_lock)
        {
            DropBefore_NeedsLock(index);
            return index == _next && _count == 0;
        }
    }

    /// <summary>Whether a packet is there.</summary>
    public bool Holds(long index)
    {
        lock (_lock)
        {
            return index >= _next && index < _next + Capacity && _slots[index % Capacity] is not null;
        }
    }

    /// <summary>Forgets what is before <paramref name="index"/> and takes none of it any more.</summary>
    public void DropBefore(long index)
    {
        lock (_lock)
        {
            DropBefore_NeedsLock(index);
        }
    }

    private void DropBefore_NeedsLock(long index)
    {
        var end = Math.Min(index, _next + Capacity);
        for (; _next < end; _next++)
        {
            ref var slot = ref _slots[_next % Capacity];
            _count -= slot is null ? 0 : 1;
            slot = null;
        }

        _next = Math.Max(_next, index);
    }
}
