using System.Text.Json;
using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>A player on a WAV output and fake relays, in a time that the test moves on.</summary>
internal sealed class PlayerBench : IDisposable
{
    private static readonly TimeSpan ClockOffset = TimeSpan.FromSeconds(1.25);

    private readonly List<Action> _feeds = [];
    private readonly PlaybackOptions _options;

    public PlayerBench(
        Action<PlaybackOptions>? configure = null,
        Func<TimeProvider, TimeProvider>? sinkTime = null,
        OpenStored? open = null,
        Func<TimeProvider, TimeProvider>? machineTime = null)
    {
        var machine = machineTime?.Invoke(Time) ?? Time;
        _options = new PlaybackOptions { Sink = SinkKind.Wav, RecordingsFolder = Folder, KeepRecordings = 10, RealTime = false };
        configure?.Invoke(_options);
        Board = new FakeRelayBoard(Time);
        BoardBegan = Time.GetUtcNow() + ClockOffset;
        Clock = new ControllerClock(machine);
        var now = Time.GetUtcNow() + ClockOffset;
        Clock.Offer(Time.GetTimestamp(), Time.GetTimestamp(), new ClockAnswer { Version = 1, Nonce = default, ReceivedAt = now, AnsweredAt = now });
        Amplifier = new Amplifier(Board, Options.Create(new AmplifierOptions()), machine);
        var options = Options.Create(_options);
        Sinks = new SinkFactory(options, Clock, sinkTime?.Invoke(Time) ?? machine, NullLogger<SinkFactory>.Instance);
        Player = new BroadcastPlayer(Amplifier, Clock, Sinks, open ?? (_ => null), machine, options, NullLogger<BroadcastPlayer>.Instance);
        Player.Reported += Reports.Add;
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("cloudbroadcast-").FullName;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 6, 59, 0, TimeSpan.Zero));

    public FakeRelayBoard Board { get; }

    public Amplifier Amplifier { get; }

    /// <summary>Controller time of the relay board's millisecond 0.</summary>
    public DateTimeOffset BoardBegan { get; }

    public ControllerClock Clock { get; }

    public SinkFactory Sinks { get; }

    public BroadcastPlayer Player { get; }

    public List<PlaybackReport> Reports { get; } = [];

    public IEnumerable<PlaybackStage> Stages => Reports.Select(report => report.Stage);

    public PlaybackReport Last => Reports[^1];

    public Order Order(
        IReadOnlyList<PlayItem> items,
        double startsInS = 3,
        Priority priority = Priority.Scheduled,
        int volume = 100,
        long longestPlayMs = 600_000) => OrderAt(Clock.Now.AddSeconds(startsInS), items, priority, volume, longestPlayMs);

    public static Order OrderAt(
        DateTimeOffset startAt,
        IReadOnlyList<PlayItem> items,
        Priority priority = Priority.Scheduled,
        int volume = 100,
        long longestPlayMs = 600_000)
    {
        var play = new PlayOrder
        {
            BroadcastId = Guid.NewGuid(),
            StreamId = Guid.NewGuid(),
            Title = $"{priority}",
            Priority = priority,
            Live = items.Count == 0,
            StartAt = startAt,
            LongestPlayMs = longestPlayMs,
            VolumePercent = volume,
            Items = items,
        };
        return new Order
        {
            Version = 1,
            OrderId = Guid.NewGuid(),
            Issuer = "test",
            Sequence = 1,
            Class = OrderClass.Ordinary,
            Targets = [Target],
            NotBefore = startAt.AddHours(-1),
            Expires = startAt.AddHours(1),
            Action = OrderAction.Play,
            Play = play,
        };
    }

    public static OrderTarget Target { get; } = new() { Gateway = "gw-1", Zones = [1, 2] };

    public RefusalReason? Accept(Order order, string keyId = "", OrderTarget? target = null) => Player.Accept(Request(order, keyId, target)).Refusal;

    public PlayRequest Request(Order order, string keyId = "", OrderTarget? target = null) =>
        PlayRequest.Of(order, keyId, target ?? Target, Time.GetTimestamp());

    /// <summary>Accepts the order and streams its packets as the controller does: in twelves, up to 8 s ahead.</summary>
    public Order Play(SampleProgramme programme, Order order, Func<int, bool>? comes = null, IReadOnlyList<int>? zones = null)
    {
        Assert.Null(Accept(order, target: Target with { Zones = zones ?? Target.Zones }));
        Stream(order, programme.Packets, 12, TimeSpan.FromSeconds(8), comes ?? (_ => true));
        return order;
    }

    /// <summary>Streams bundles so long ahead of their time, in their order; <paramref name="late"/> tells what the line adds to one that begins with a packet.</summary>
    public void Stream(
        Order order, IReadOnlyList<byte[]> packets, int bundle, TimeSpan ahead, Func<int, bool> comes, bool last = true, Func<int, TimeSpan>? late = null)
    {
        var next = 0;
        _feeds.Add(() =>
        {
            for (; next < packets.Count && Clock.Now >= order.Play!.StartAt + Frames(next) - ahead + (late?.Invoke(next) ?? TimeSpan.Zero); next += bundle)
            {
                Offer(order, packets, next, Math.Min(bundle, packets.Count - next), comes, last);
            }
        });
    }

    public void Run(double seconds) => RunUntil(() => false, seconds);

    /// <summary>Moves time on until a report of an end is there.</summary>
    public PlaybackReport RunToEnd(Order order, double seconds = 60)
    {
        RunUntil(() => Reports.Any(IsEnd), seconds);
        return Assert.Single(Reports, IsEnd);

        bool IsEnd(PlaybackReport report) => report.OrderId == order.OrderId && (report.Stage is PlaybackStage.Finished or PlaybackStage.Interrupted or PlaybackStage.Failed);
    }

    public void RunUntil(Func<bool> met, double seconds)
    {
        for (var end = Time.GetUtcNow().AddSeconds(seconds); Time.GetUtcNow() < end && !met(); Time.Advance(BroadcastPlayer.Pace))
        {
            _feeds.ForEach(feed => feed());
            Player.Step();
            Task.WaitAll([.. Player.Reading]);
        }
    }

    /// <summary>What left the loudspeaker line from an instant of controller time on.</summary>
    public short[] Heard(Order order, DateTimeOffset from, int count) => Recording.Open(Folder, order.Play!.BroadcastId).From(from, count);

    /// <summary>What one of several lines carried of a broadcast; lines count from 1.</summary>
    public Recording OnLine(int line, Order order) => Recording.Open(Path.Combine(Folder, $"line-{line}"), order.Play!.BroadcastId);

    public short[] Heard(Order order, int count) => Heard(order, order.Play!.StartAt, count);

    public void Dispose()
    {
        Player.Dispose();
        Amplifier.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static TimeSpan Frames(long count) => TimeSpan.FromMilliseconds(20 * count);

    private void Offer(Order order, IReadOnlyList<byte[]> packets, int first, int count, Func<int, bool> comes, bool last)
    {
        for (var begin = first; begin < first + count; begin++)
        {
            var end = begin;
            while (end < first + count && comes(end))
            {
                end++;
            }

            if (end > begin)
            {
                Player.Offer(Bundle(order, begin, [.. packets.Skip(begin).Take(end - begin)], last && end == packets.Count));
                begin = end;
            }
        }
    }

    public static AudioBundle Bundle(Order order, int first, IReadOnlyList<byte[]> packets, bool last = false) => new()
    {
        StreamId = order.Play!.StreamId,
        FirstPacket = (uint)first,
        PresentationUs = (order.Play.StartAt + Frames(first) - DateTimeOffset.UnixEpoch).Ticks / 10,
        Last = last,
        Packets = [.. packets.Select(packet => (ReadOnlyMemory<byte>)packet)],
    };
}

/// <summary>A recording read back.</summary>
internal sealed record Recording(DateTimeOffset FirstSampleAt, short[] Samples, int Underruns)
{
    public static Recording Open(string folder, Guid broadcastId)
    {
        var path = Path.Combine(folder, $"{broadcastId:N}.wav");
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(path, ".json")));
        var bytes = File.ReadAllBytes(path);
        Assert.Equal(bytes.Length - 44, BitConverter.ToInt32(bytes, 40));
        var samples = new short[(bytes.Length - 44) / 2];
        Buffer.BlockCopy(bytes, 44, samples, 0, bytes.Length - 44);
        Assert.Equal(samples.Length, json.RootElement.GetProperty("samples").GetInt64());
        return new Recording(
            json.RootElement.GetProperty("firstSampleAt").GetDateTimeOffset(),
            samples,
            json.RootElement.GetProperty("underruns").GetInt32());
    }

    public short[] From(DateTimeOffset at, int count) => Samples.AsSpan((int)Playback.Samples.Nearest(at - FirstSampleAt), count).ToArray();

    /// <summary>Controller times of the first and of the last sample that are not silence.</summary>
    public (DateTimeOffset First, DateTimeOffset Last) Sounding()
    {
        var first = Array.FindIndex(Samples, sample => sample != 0);
        var last = Array.FindLastIndex(Samples, sample => sample != 0);
        return (FirstSampleAt + Playback.Samples.Duration(first), FirstSampleAt + Playback.Samples.Duration(last));
    }
}
