using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>A gateway with two sound lines: zones 1 and 2 hang on the first, 3 and 4 on the second.</summary>
public sealed class LineTests : IDisposable
{
    private readonly PlayerBench _bench = new(options =>
    {
        options.Lines.Add(new() { Zones = [1, 2] });
        options.Lines.Add(new() { Zones = [3, 4] });
    });

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_talk_on_one_line_leaves_the_programme_on_the_other_as_it_is()
    {
        var music = SampleProgramme.Of(48_000 * 12);
        var speech = SampleProgramme.Of(48_000 * 3);
        var low = _bench.Play(music, _bench.Order(music.Items), zones: [1]);
        _bench.Run(4);
        var talk = _bench.Play(speech, _bench.Order(speech.Items, startsInS: 4, priority: Priority.LiveTalk), zones: [3]);

        var end = _bench.RunToEnd(low);

        Assert.Equal((PlaybackStage.Finished, null), (end.Stage, end.Detail));
        Assert.Equal(music.Heard, _bench.OnLine(1, low).From(low.Play!.StartAt, music.Heard.Length));
        Assert.Equal(speech.Heard, _bench.OnLine(2, talk).From(talk.Play!.StartAt, speech.Heard.Length));
        Assert.Equal([PlaybackStage.Started, PlaybackStage.Started, PlaybackStage.Finished, PlaybackStage.Finished], _bench.Stages);
        Assert.All(_bench.Reports.Where(report => report.Stage == PlaybackStage.Finished), report => Assert.True(report.Evidence!.RelaysConfirmed));
        Assert.Equal([0b00001, 0b00011, 0b01011, 0b00011, 0b00001, 0], Masks);
        AssertZonesOnlyWhileNeeded(low, 1, 0b00010);
        AssertZonesOnlyWhileNeeded(talk, 2, 0b01000);
    }

    [Fact]
    public void The_talk_may_outlast_the_programme()
    {
        var music = SampleProgramme.Of(48_000 * 4);
        var speech = SampleProgramme.Of(48_000 * 8);
        var low = _bench.Play(music, _bench.Order(music.Items), zones: [2]);
        var talk = _bench.Play(speech, _bench.Order(speech.Items, startsInS: 5, priority: Priority.LiveTalk), zones: [4]);

        var end = _bench.RunToEnd(talk);

        Assert.Equal(music.Heard, _bench.OnLine(1, low).From(low.Play!.StartAt, music.Heard.Length));
        Assert.Equal(speech.Heard, _bench.OnLine(2, talk).From(talk.Play!.StartAt, speech.Heard.Length));
        Assert.Equal([0b00001, 0b00101, 0b10101, 0b10001, 0b00001, 0], Masks);
        Assert.NotNull(end.Evidence!.PowerOffAt);
        Assert.Null(Assert.Single(_bench.Reports, report => report.OrderId == low.OrderId && report.Stage == PlaybackStage.Finished).Evidence!.PowerOffAt);
    }

    [Fact]
    public void A_broadcast_over_both_lines_leaves_both_in_step_and_is_one_report()
    {
        var music = SampleProgramme.Of(48_000 * 5);
        var order = _bench.Play(music, _bench.Order(music.Items), zones: [1, 2, 3, 4]);

        var end = _bench.RunToEnd(order);

        Assert.Equal([PlaybackStage.Started, PlaybackStage.Finished], _bench.Stages);
        Assert.Equal(music.Packets.Count, end.Evidence!.FramesPlayed);
        Assert.Equal(order.Play!.StartAt, end.Evidence.FirstSampleAt, TimeSpan.FromMicroseconds(21));
        Assert.Equal(music.Heard, _bench.OnLine(1, order).From(order.Play.StartAt, music.Heard.Length));
        Assert.Equal(music.Heard, _bench.OnLine(2, order).From(order.Play.StartAt, music.Heard.Length));
        Assert.Equal([0b00001, 0b11111], Masks.Take(2));
        Assert.Equal([0b00001, 0], Masks.TakeLast(2));
        Assert.Equal([order.Play.StreamId], _bench.Player.WantedStreams.DefaultIfEmpty(order.Play.StreamId));
        Assert.True(_bench.Player.IsIdle);
    }

    [Theory]
    [InlineData(new[] { 2 }, RefusalReason.Busy)] // another zone of the same line
    [InlineData(new[] { 2, 3 }, RefusalReason.Busy)] // and one line is enough
    [InlineData(new[] { 3, 4 }, null)]
    public void An_equal_one_is_refused_only_where_it_needs_the_same_line(int[] zones, RefusalReason? refusal)
    {
        var music = SampleProgramme.Of(48_000 * 5);
        _bench.Play(music, _bench.Order(music.Items), zones: [1]);

        Assert.Equal(refusal, _bench.Accept(_bench.Order(music.Items, startsInS: 4), target: PlayerBench.Target with { Zones = zones }));
        Assert.Equal(refusal is null ? 2 : 1, _bench.Player.WantedStreams.Count);
    }

    [Fact]
    public void An_alert_on_one_line_takes_that_line_alone_from_a_broadcast_over_both()
    {
        var music = SampleProgramme.Of(48_000 * 20);
        var siren = SampleProgramme.Of(48_000 * 3);
        var low = _bench.Play(music, _bench.Order(music.Items), zones: [1, 3]);
        _bench.Run(6);
        var high = _bench.Play(siren, _bench.Order(siren.Items, startsInS: 4, priority: Priority.RedAlert), zones: [3]);

        var end = _bench.RunToEnd(low);

        Assert.Equal(music.Heard, _bench.OnLine(1, low).From(low.Play!.StartAt, music.Heard.Length));
        Assert.Equal(siren.Heard, _bench.OnLine(2, high).From(high.Play!.StartAt, siren.Heard.Length));
        var again = high.Play.StartAt.AddSeconds(7);
        Assert.True(Signals.Correlation(
            music.Heard.AsSpan((int)Samples.Nearest(again - low.Play.StartAt), 48_000),
            _bench.OnLine(2, low).From(again, 48_000)) > 0.999);
        Assert.Equal(
            [PlaybackStage.Started, PlaybackStage.Finished],
            _bench.Reports.Where(report => report.OrderId == low.OrderId).Select(report => report.Stage));
        Assert.InRange(end.Evidence!.FramesMissed, 150, 500);
        Assert.Equal(0, _bench.Board.Held);
    }

    [Fact]
    public void An_alert_to_all_suspends_both_lines()
    {
        var music = SampleProgramme.Of(48_000 * 20);
        var siren = SampleProgramme.Of(48_000 * 3);
        var one = _bench.Play(music, _bench.Order(music.Items), zones: [1]);
        var two = _bench.Play(music, _bench.Order(music.Items, startsInS: 4), zones: [3]);
        _bench.Run(6);
        var high = _bench.Play(siren, _bench.Order(siren.Items, startsInS: 4, priority: Priority.RedAlert), zones: [1, 2, 3, 4]);

        _bench.RunToEnd(two);

        Assert.Equal(siren.Heard, _bench.OnLine(1, high).From(high.Play!.StartAt, siren.Heard.Length));
        Assert.Equal(siren.Heard, _bench.OnLine(2, high).From(high.Play.StartAt, siren.Heard.Length));
        Assert.All(new[] { one, two }, low => Assert.Equal(
            [PlaybackStage.Started, PlaybackStage.Suspended, PlaybackStage.Resumed, PlaybackStage.Finished],
            _bench.Reports.Where(report => report.OrderId == low.OrderId).Select(report => report.Stage)));
        Assert.Equal(
            [PlaybackStage.Started, PlaybackStage.Finished],
            _bench.Reports.Where(report => report.OrderId == high.OrderId).Select(report => report.Stage));
        Assert.DoesNotContain(0, Masks.SkipLast(1));
        Assert.Equal(0, _bench.Board.Held);
        Assert.True(_bench.Player.IsIdle);
    }

    [Fact]
    public void A_stop_ends_it_on_every_line()
    {
        var music = SampleProgramme.Of(48_000 * 10);
        var order = _bench.Play(music, _bench.Order(music.Items), zones: [1, 3]);
        _bench.RunUntil(() => _bench.Clock.Now >= order.Play!.StartAt.AddSeconds(2), 30);

        _bench.Player.Stop(new StopOrder { Scope = StopScope.Broadcast, BroadcastId = order.Play!.BroadcastId, Reason = "值班员停止" });
        var end = _bench.RunToEnd(order);

        Assert.Equal((PlaybackStage.Interrupted, "值班员停止"), (end.Stage, end.Detail));
        Assert.Equal(0, _bench.Board.Held);
        Assert.Empty(_bench.Player.WantedStreams);
    }

    [Fact]
    public void The_state_shows_the_highest_and_beside_it_the_other()
    {
        var music = SampleProgramme.Of(48_000 * 10);
        var low = _bench.Play(music, _bench.Order(music.Items), zones: [1]);
        _bench.Run(5);
        Assert.Null(_bench.Player.AlsoOnAir);
        var high = _bench.Play(music, _bench.Order(music.Items, priority: Priority.BlueAlert), zones: [3]);
        _bench.Run(5);

        Assert.Equal(high.Play!.BroadcastId, _bench.Player.OnAir!.BroadcastId);
        Assert.Equal(low.Play!.BroadcastId, Assert.Single(_bench.Player.AlsoOnAir!).BroadcastId);
    }

    [Fact]
    public void A_broadcast_over_both_lines_is_shown_once()
    {
        var music = SampleProgramme.Of(48_000 * 10);
        var order = _bench.Play(music, _bench.Order(music.Items), zones: [1, 3]);
        _bench.Run(5);

        Assert.Equal(order.Play!.BroadcastId, _bench.Player.OnAir!.BroadcastId);
        Assert.Null(_bench.Player.AlsoOnAir);
    }

    [Fact]
    public void A_dead_contact_of_one_line_does_not_spoil_the_others_proof()
    {
        _bench.Board.Dead = 0b01000;
        var music = SampleProgramme.Of(48_000 * 6);
        var one = _bench.Play(music, _bench.Order(music.Items), zones: [1]);
        var two = _bench.Play(music, _bench.Order(music.Items, startsInS: 5), zones: [3]);

        var end = _bench.RunToEnd(two);

        Assert.Equal((false, "zone 3 reads open after it was switched on"), (end.Evidence!.RelaysConfirmed!.Value, end.Detail));
        var other = Assert.Single(_bench.Reports, report => report.OrderId == one.OrderId && report.Stage == PlaybackStage.Finished);
        Assert.Equal((true, null), (other.Evidence!.RelaysConfirmed!.Value, other.Detail));
    }

    [Fact]
    public void A_broken_output_of_one_line_is_named_and_the_other_line_plays()
    {
        File.WriteAllText(Path.Combine(_bench.Folder, "line-2"), "no folder");
        _bench.Run(1);
        Assert.StartsWith("line 2: ", _bench.Player.Sound.Fault, StringComparison.Ordinal);
        var music = SampleProgramme.Of(48_000 * 4);
        var order = _bench.Play(music, _bench.Order(music.Items), zones: [1, 3]);

        var end = _bench.RunToEnd(order);

        Assert.Equal(PlaybackStage.Interrupted, end.Stage);
        Assert.StartsWith("Zones 3: ", end.Detail, StringComparison.Ordinal);
        Assert.Equal(music.Packets.Count, end.Evidence!.FramesPlayed);
        Assert.Equal(music.Heard, _bench.OnLine(1, order).From(order.Play!.StartAt, music.Heard.Length));
        Assert.Equal(0, _bench.Board.Held);
    }

    [Theory]
    [InlineData(new[] { 2 }, new[] { "line-1" })]
    [InlineData(new[] { 4, 1 }, new[] { "line-1", "line-2" })]
    public void A_sound_that_is_no_broadcast_opens_the_outputs_of_its_zones(int[] zones, string[] opened)
    {
        foreach (var sink in _bench.Sinks.OpenFor(zones))
        {
            sink.Dispose();
        }

        Assert.Equal(opened, Directory.EnumerateDirectories(_bench.Folder).Select(Path.GetFileName).Order());
    }

    private IEnumerable<int> Masks => _bench.Board.Edges.Select(edge => (int)edge.Relays);

    // The zone is on all the time that its line sounds, and in no other broadcast's time.
    private void AssertZonesOnlyWhileNeeded(Order order, int line, int zone)
    {
        var edges = _bench.Board.Edges.Select(edge => (At: _bench.BoardBegan.AddMilliseconds(edge.Ms), IsOn: (edge.Relays & zone) != 0)).ToList();
        var on = edges.First(edge => edge.IsOn).At;
        var off = edges.First(edge => edge.At > on && !edge.IsOn).At;
        var (first, last) = _bench.OnLine(line, order).Sounding();
        Assert.True(on < first && last < off, $"zone {on:O} to {off:O}, sound {first:O} to {last:O}");
        Assert.True(off - last < TimeSpan.FromSeconds(1.5));
    }
}
