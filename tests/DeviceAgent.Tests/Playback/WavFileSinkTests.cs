using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class WavFileSinkTests : IDisposable
{
    private static readonly short[] Block = new short[960];

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly WavFileSink _sink;

    public WavFileSinkTests() =>
        _sink = new WavFileSink(WavRecording.Begin(_folder.Name, Guid.NewGuid(), keep: 1), _time, _time.GetUtcNow, TimeSpan.FromMilliseconds(200));

    [Fact]
    public void What_has_run_dry_holds_nothing_and_takes_a_whole_buffer()
    {
        _sink.Write(Block);
        _time.Advance(TimeSpan.FromSeconds(3));

        // Whoever fills it up to its capacity counts from what is said here.
        Assert.Equal((0, 1, 3 * 48_000L), (_sink.Queued, _sink.Underruns, _sink.Written));
        _time.Advance(TimeSpan.FromMilliseconds(15));
        Assert.Equal(0, _sink.Queued);
        for (var queued = _sink.Queued; queued + Block.Length <= _sink.Capacity; queued += Block.Length)
        {
            _sink.Write(Block);
        }

        Assert.Equal((_sink.Capacity, 1), (_sink.Queued, _sink.Underruns));
    }

    public void Dispose()
    {
        _sink.Dispose();
        _folder.Dispose();
    }
}
