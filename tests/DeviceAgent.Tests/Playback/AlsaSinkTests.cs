using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class AlsaSinkTests(PulseAudio pulse) : IClassFixture<PulseAudio>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_programme_is_heard_whole_at_the_sound_server()
    {
        Assert.SkipWhen(pulse.Missing is not null, pulse.Missing ?? "");
        var programme = SampleProgramme.Of(48_000 * 3);
        await using var player = new RunningPlayer(options => options.RecordTo = options.RecordingsFolder);
        var listener = pulse.Listen();

        var order = player.Play(programme, startsInS: 2);
        var end = await player.EndOf(order, Cancellation);
        await listener.DisposeAsync();

        Assert.Equal((PlaybackStage.Finished, 0L), (end.Stage, end.Evidence!.FramesMissed));
        TestContext.Current.TestOutputHelper!.WriteLine($"first sample {end.Evidence.FirstSampleErrorUs} µs late, {end.Evidence.Underruns} underruns");
        AssertHeard(programme, 48_000, listener.Samples);
        AssertHeard(programme, 48_000 * 2, listener.Samples);
        var copy = Recording.Open(player.Folder, order.Play!.BroadcastId);
        var start = (int)Samples.Nearest(order.Play.StartAt - copy.FirstSampleAt);
        Assert.InRange(Signals.BestMatch(programme.Heard.AsSpan(48_000, 9_600), copy.Samples, start + 48_000, within: 480).Correlation, 0.9, 1.01);
        Assert.Null(player.Player.Sound.Fault);
    }

    [Fact]
    public async Task A_sound_server_that_dies_and_comes_back_is_joined_in_the_middle()
    {
        Assert.SkipWhen(pulse.Missing is not null, pulse.Missing ?? "");
        var programme = SampleProgramme.Of(48_000 * 9);
        await using var player = new RunningPlayer();
        var order = player.Play(programme, startsInS: 2);
        await player.StartOf(order, Cancellation);

        await pulse.KillAsync();
        await pulse.StartAsync(Cancellation);
        var listener = pulse.Listen();
        var end = await player.EndOf(order, Cancellation);
        await listener.DisposeAsync();

        Assert.Equal(PlaybackStage.Finished, end.Stage);
        Assert.True(end.Evidence!.Underruns >= 1);
        Assert.True(end.Evidence.FramesMissed >= 1);
        Assert.Null(player.Player.Sound.Fault);
        AssertHeard(programme, 48_000 * 8, listener.Samples);
    }

    // A capture on a loaded machine has holes and a server without a rest: it is this piece, if not to the last bit.
    private static void AssertHeard(SampleProgramme programme, int place, ReadOnlySpan<short> recording)
    {
        var end = recording.LastIndexOfAnyExcept((short)0);
        var (_, match) = Signals.BestMatch(programme.Heard.AsSpan(place, 9_600), recording, end - (programme.Heard.Length - place), within: 24_000);
        Assert.InRange(match, 0.6, 1.01);
    }

    [Fact]
    public async Task An_agent_whose_host_has_no_patience_left_ends_without_an_exception_and_fades_all_the_same()
    {
        Assert.SkipWhen(pulse.Missing is not null, pulse.Missing ?? "");
        var player = new RunningPlayer();
        var order = player.Play(SampleProgramme.Of(48_000 * 9), startsInS: 2);
        await player.StartOf(order, Cancellation);

        await player.StopPlayoutAsync(new CancellationToken(canceled: true));
        await player.DisposeAsync();

        Assert.Equal(PlaybackStage.Interrupted, (await player.EndOf(order, Cancellation)).Stage);
    }

    [Fact]
    public async Task An_agent_that_is_ended_fades_and_reports()
    {
        Assert.SkipWhen(pulse.Missing is not null, pulse.Missing ?? "");
        var programme = SampleProgramme.Of(48_000 * 9);
        await using var player = new RunningPlayer();
        var order = player.Play(programme, startsInS: 2);
        await player.StartOf(order, Cancellation);

        await player.StopAsync(Cancellation);

        var end = await player.EndOf(order, Cancellation);
        Assert.Equal((PlaybackStage.Interrupted, "The agent is being stopped."), (end.Stage, end.Detail));
        Assert.NotNull(end.Evidence!.LastSampleAt);
        Assert.True(player.Player.IsIdle);
    }

    [Fact]
    public void A_card_that_is_not_there_is_a_fault_in_words()
    {
        var fault = Assert.Throws<SinkException>(() => new AlsaSink("hw:77", TimeSpan.FromMilliseconds(300)));

        Assert.Contains("'hw:77' can't be opened", fault.Message, StringComparison.Ordinal);
    }
}
