using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Playback;

namespace CloudBroadcast.DeviceAgent.Maintenance;

public sealed class ChimeTests : IDisposable
{
    private readonly FakeGateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public void It_is_heard_at_a_moderate_volume_and_begins_and_ends_in_silence()
    {
        var chime = Chime.Render();

        Assert.Equal((int)(2.4 * 48000), chime.Length);
        Assert.InRange(chime.Max(), 4000, short.MaxValue / 2);
        Assert.InRange(chime[0], -1, 1);
        Assert.InRange(chime[^1], -1, 1);
        Assert.True(chime.Zip(chime.Skip(1)).Max(pair => Math.Abs(pair.First - pair.Second)) < 1000, "It clicks.");
    }

    [Fact]
    public async Task It_sounds_as_a_whole_while_the_zones_are_on_and_silence_follows()
    {
        var sink = new FakeSink(() => _gateway.Board.Held);
        var playing = new ChimePlayer(_gateway.Amplifier, _ => [sink], _gateway.Time).PlayAsync(FakeGateway.Zones(2), TestContext.Current.CancellationToken);
        await _gateway.FinishAsync(playing);

        Assert.Null(await playing);
        Assert.Equal(Chime.Render(), sink.Heard.Take(Chime.Render().Length));
        Assert.All(sink.Heard.Skip(Chime.Render().Length), sample => Assert.Equal(0, sample));
        Assert.Equal([FakeGateway.Mask(0, 2)], sink.HeldWhileWritten);
        Assert.Equal(0, _gateway.Board.Held);
    }

    [Fact]
    public async Task A_sound_card_that_is_missing_is_named_and_the_amplifier_let_go()
    {
        var playing = new ChimePlayer(_gateway.Amplifier, _ => throw new SinkException("no card"), _gateway.Time)
            .PlayAsync(FakeGateway.Zones(1), TestContext.Current.CancellationToken);
        await _gateway.FinishAsync(playing);

        Assert.Equal("no card", await playing);
        Assert.Equal(0, _gateway.Board.Held);
    }

    /// <summary>An output that plays a fifth of what it holds between two looks.</summary>
    private sealed class FakeSink(Func<ushort> held) : IAudioSink
    {
        private int _queued;

        public List<short> Heard { get; } = [];

        public HashSet<ushort> HeldWhileWritten { get; } = [];

        public int Capacity => 4800;

        public int Queued => _queued = Math.Max(0, _queued - 960);

        public int Underruns => 0;

        public long Written => Heard.Count;

        public void Write(ReadOnlySpan<short> samples)
        {
            _queued += samples.Length;
            Assert.InRange(_queued, 0, Capacity);
            Heard.AddRange(samples);
            HeldWhileWritten.Add(held());
        }

        public bool TryMeasureDelay(out long delay)
        {
            delay = _queued;
            return true;
        }

        public void Dispose()
        {
        }
    }
}
