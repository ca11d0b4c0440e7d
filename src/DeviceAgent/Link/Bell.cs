using System.Threading.Channels;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Wakes one waiter; rings that nobody waited for count as one. Safe to ring from many threads.</summary>
internal sealed class Bell
{
    private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Rings.</summary>
    public void Ring() => _rings.Writer.TryWrite(true);

    /// <summary>Waits for a ring since the last wait.</summary>
    public async Task WaitAsync(CancellationToken cancellation) => await _rings.Reader.ReadAsync(cancellation);
}
