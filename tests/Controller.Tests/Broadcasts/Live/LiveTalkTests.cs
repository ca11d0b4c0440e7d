using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>A controller, for its postman.</summary>
public sealed class AnyTown : IAsyncLifetime
{
    internal Postman Postman => Host.Get<Postman>();

    private TownHost Host { get; } = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

public sealed class LiveTalkTests(AnyTown town) : IClassFixture<AnyTown>, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Piece = TimeSpan.FromMilliseconds(20);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly FakeMicrophone _microphone = new();
    private readonly SigningKey _key = SigningKey.Create();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_microphone_that_is_silent_for_two_seconds_ends_it()
    {
        using var talk = Make();
        talk.Take(_microphone.Next());
        _time.Advance(TimeSpan.FromSeconds(1.9));
        talk.Take(_microphone.Next());
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(talk.Ended.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(TalkEnd.Silence, await EndOf(talk));
    }

    [Fact]
    public async Task It_ends_when_its_time_is_over_counted_from_when_it_is_heard()
    {
        using var talk = Make();
        var streaming = Stream(talk, _time.GetUtcNow());
        Assert.True(talk.Speaking.IsCompletedSuccessfully);
        Assert.Equal(_time.GetUtcNow() + Limit, await talk.Speaking);

        Speak(talk, Limit - Piece);
        Assert.False(talk.Ended.IsCompleted);
        Speak(talk, Piece);

        Assert.Equal(TalkEnd.Limit, await EndOf(talk));
        await streaming;
        Assert.InRange(talk.Recording.Length, Limit - Piece, Limit);
    }

    [Fact]
    public async Task Before_it_is_heard_nothing_is_kept()
    {
        using var talk = Make();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var streaming = Stream(talk, _time.GetUtcNow() + TimeSpan.FromSeconds(10), stop.Token);
        Speak(talk, TimeSpan.FromSeconds(1));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => streaming);
        talk.End(TalkEnd.Stopped);
        Assert.Equal((TalkEnd.Stopped, TimeSpan.Zero, false), (await EndOf(talk), talk.Recording.Length, talk.Speaking.IsCompleted));
    }

    [Fact]
    public async Task The_first_reason_counts_and_what_comes_after_the_end_is_nothing()
    {
        using var talk = Make();
        talk.End(TalkEnd.Released);
        talk.Take(new byte[] { 9 });

        Assert.Equal((TalkEnd.Released, null), (await EndOf(talk), talk.Problem));
    }

    [Fact]
    public async Task What_was_said_is_a_whole_file_with_silence_where_the_microphone_left_something_out()
    {
        using var talk = Make();
        var streaming = Stream(talk, _time.GetUtcNow());
        talk.Take(FakeMicrophone.Frame(TalkForm.Opus, 10, FakeMicrophone.Packet.Span));
        talk.Take(FakeMicrophone.Frame(TalkForm.Opus, 60, FakeMicrophone.Packet.Span));
        talk.End(TalkEnd.Released);
        await streaming;

        using var file = talk.Recording.ToFile()!;

        Assert.True(OggOpus.TryRead(file, out var audio, out var problem), problem);
        Assert.Equal((51, 51 * 960L - 312), (audio.Packets.Count, audio.LengthSamples));
        Assert.Equal(FakeMicrophone.Packet.ToArray(), audio.Packets[50].ToArray());
    }

    [Fact]
    public async Task Samples_become_packets_here()
    {
        using var talk = Make();
        var streaming = Stream(talk, _time.GetUtcNow());
        for (var index = 0; index < 50; index++)
        {
            talk.Take(_microphone.NextPcm());
        }

        talk.End(TalkEnd.Released);
        await streaming;

        Assert.Equal(TimeSpan.FromSeconds(1), talk.Recording.Length);
        using var file = talk.Recording.ToFile()!;
        Assert.True(OggOpus.TryRead(file, out _, out var problem), problem);
    }

    public static TheoryData<string> NoFrames { get; } = new("empty", "header", "form", "long", "packet", "pcm", "number");

    [Theory]
    [MemberData(nameof(NoFrames))]
    public async Task What_is_no_sound_ends_it(string what)
    {
        using var talk = Make();
        talk.Take(FakeMicrophone.Frame(TalkForm.Opus, 7, FakeMicrophone.Packet.Span));
        Assert.False(talk.Ended.IsCompleted);

        talk.Take(what switch
        {
            "empty" => [],
            "header" => FakeMicrophone.Frame(TalkForm.Opus, 8, []),
            "form" => FakeMicrophone.Frame((TalkForm)3, 8, FakeMicrophone.Packet.Span),
            "long" => FakeMicrophone.Frame(TalkForm.Opus, 8, [0x48, .. new byte[300]]),
            "packet" => FakeMicrophone.Frame(TalkForm.Opus, 8, [0x40, 1, 2]),
            "pcm" => FakeMicrophone.Frame(TalkForm.Pcm16, 8, new byte[639]),
            _ => FakeMicrophone.Frame(TalkForm.Opus, 7, FakeMicrophone.Packet.Span),
        });

        Assert.Equal(TalkEnd.BadFrame, await EndOf(talk));
        Assert.NotNull(talk.Problem);
    }

    [Fact]
    public async Task A_flood_ends_it_and_what_a_stalled_line_held_back_does_not()
    {
        using var talk = Make();
        Speak(talk, TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(1.9));
        for (var index = 0; index < 95; index++)
        {
            talk.Take(_microphone.Next());
        }

        Assert.False(talk.Ended.IsCompleted);
        for (var index = 0; index < 200; index++)
        {
            talk.Take(_microphone.Next());
        }

        Assert.Equal(TalkEnd.BadFrame, await EndOf(talk));
    }

    public void Dispose() => _key.Dispose();

    private LiveTalk Make()
    {
        var talk = new LiveTalk(Guid.NewGuid(), new TalkTerms([], Limit), town.Postman, new LiveOptions(), _time);
        talk.Listen();
        return talk;
    }

    private void Speak(LiveTalk talk, TimeSpan length)
    {
        for (var said = TimeSpan.Zero; said < length; said += Piece)
        {
            talk.Take(_microphone.Next());
            _time.Advance(Piece);
        }
    }

    private Task Stream(LiveTalk talk, DateTimeOffset startAt, CancellationToken? stop = null) => talk.StreamAsync(
        new PlayOrder
        {
            BroadcastId = talk.BroadcastId,
            StreamId = Guid.NewGuid(),
            Title = "喊话",
            Priority = Priority.LiveTalk,
            Live = true,
            StartAt = startAt,
            LongestPlayMs = 60_000,
            VolumePercent = 80,
            Items = [],
        },
        _key,
        stop ?? Stop);

    private static Task<TalkEnd> EndOf(LiveTalk talk) => talk.Ended.WaitAsync(TimeSpan.FromSeconds(5), Stop);
}
