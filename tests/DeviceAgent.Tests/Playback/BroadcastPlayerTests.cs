using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class BroadcastPlayerTests : IDisposable
{
    private const ushort Power = 0b001;
    private const ushort PowerAndZones = 0b111;

    private readonly PlayerBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_whole_programme_leaves_sample_for_sample_at_its_planned_start()
    {
        var programme = SampleProgramme.Of(48_000 * 12 + 77, 48_000 * 3);
        var order = _bench.Play(programme, _bench.Order(programme.Items));

        var end = _bench.RunToEnd(order);

        Assert.Equal([PlaybackStage.Started, PlaybackStage.Finished], _bench.Stages);
        Assert.Equal(programme.Heard, _bench.Heard(order, programme.Heard.Length));
        Assert.Equal(order.Play!.StartAt, end.Evidence!.FirstSampleAt, TimeSpan.FromMicroseconds(21));
        Assert.Equal(programme.Packets.Count, end.Evidence.FramesPlayed);
        Assert.Equal(0, end.Evidence.FramesConcealed + end.Evidence.FramesMissed + end.Evidence.Underruns);
        Assert.Equal(order.Play.StartAt + Samples.Duration(programme.Heard.Length), end.Evidence.LastSampleAt!.Value, TimeSpan.FromMicroseconds(21));
    }

    [Fact]
    public void Power_and_zones_are_on_before_the_first_sample_and_off_after_the_last()
    {
        var programme = SampleProgramme.Of(48_000 * 2);
        var order = _bench.Play(programme, _bench.Order(programme.Items));

        var end = _bench.RunToEnd(order);

        var edges = _bench.Board.Edges.Select(edge => (At: _bench.BoardBegan.AddMilliseconds(edge.Ms), edge.Relays)).ToList();
        var (first, last) = Recording.Open(_bench.Folder, order.Play!.BroadcastId).Sounding();
        Assert.Equal([Power, PowerAndZones, Power, 0], edges.Select(edge => edge.Relays));
        Assert.True(edges[1].At < first && last < edges[2].At, $"zones {edges[1].At:O} to {edges[2].At:O}, sound {first:O} to {last:O}");
        Assert.Equal(edges.Select(edge => (DateTimeOffset?)edge.At), [end.Evidence!.PowerOnAt, end.Evidence.ZonesOnAt, end.Evidence.ZonesOffAt, end.Evidence.PowerOffAt]);
        Assert.True(end.Evidence.RelaysConfirmed);
    }

    [Fact]
    public void Silence_is_on_the_line_before_the_relays_move()
    {
        var programme = SampleProgramme.Of(48_000);
        var order = _bench.Play(programme, _bench.Order(programme.Items));

        _bench.RunToEnd(order);

        var recording = Recording.Open(_bench.Folder, order.Play!.BroadcastId);
        Assert.True(recording.FirstSampleAt < _bench.BoardBegan.AddMilliseconds(_bench.Board.Edges[0].Ms));
        Assert.All(recording.From(recording.FirstSampleAt, (int)Samples.Nearest(order.Play.StartAt - recording.FirstSampleAt)), sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void A_port_that_is_gone_does_not_silence_the_programme_and_is_told()
    {
        _bench.Board.Say(Amplifiers.RelayLink.Lost, "the port is gone");
        var programme = SampleProgramme.Of(48_000 * 2);
        var order = _bench.Play(programme, _bench.Order(programme.Items, startsInS: 8));

        var end = _bench.RunToEnd(order);

        Assert.Equal(PlaybackStage.Finished, end.Stage);
        Assert.Equal("the port is gone", end.Detail);
        Assert.False(end.Evidence!.RelaysConfirmed);
        Assert.True(end.Evidence.FramesPlayed > 0);
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 2, 0)]
    [InlineData(5, 5, 0)]
    [InlineData(AudioBundle.ProgrammePackets, 5, 7)]
    [InlineData(2 * AudioBundle.ProgrammePackets, 5, 19)]
    [InlineData(5 * AudioBundle.ProgrammePackets, 5, 55)]
    public void Missing_packets_are_concealed_then_silent_and_the_rest_stays_in_its_place(int missing, int concealed, int missed)
    {
        const int FirstMissing = 40;
        var programme = SampleProgramme.Of(48_000 * 3);
        var order = _bench.Play(programme, _bench.Order(programme.Items), packet => packet < FirstMissing || packet >= FirstMissing + missing);

        var end = _bench.RunToEnd(order);

        Assert.Equal((concealed, missed), ((int)end.Evidence!.FramesConcealed, (int)end.Evidence.FramesMissed));
        Assert.Equal(programme.Packets.Count - missing, end.Evidence.FramesPlayed);
        var heard = _bench.Heard(order, programme.Heard.Length);
        var gap = FirstMissing * Opus.SamplesPerPacket - SampleProgramme.PreSkip;
        Assert.Equal(programme.Heard.AsSpan(0, gap), heard.AsSpan(0, gap));
        // A decoder that missed something is right again within some frames.
        var after = gap + (missing + 8) * Opus.SamplesPerPacket;
        Assert.True(Signals.Correlation(programme.Heard.AsSpan(after), heard.AsSpan(after)) > 0.99);
        var recording = Recording.Open(_bench.Folder, order.Play!.BroadcastId);
        var place = (int)Samples.Nearest(order.Play.StartAt - recording.FirstSampleAt) + after;
        Assert.Equal(place, Signals.BestMatch(programme.Heard.AsSpan(after, 9_600), recording.Samples, place, within: 4_800).Place);
        Assert.True(Signals.SteepestStep(heard) < 2 * Signals.SteepestStep(programme.Heard));
        Assert.InRange((double)Samples.Loudest(heard) / Samples.Loudest(programme.Heard), 0.9, 1.6);
        if (missed > 0)
        {
            Assert.All(heard[(gap + 6 * 960)..(gap + missing * 960)], sample => Assert.Equal(0, sample));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void A_line_that_stalls_is_not_heard_where_the_buffer_covers_it(int seconds)
    {
        var programme = SampleProgramme.Of(48_000 * 20);
        var order = _bench.Order(programme.Items);
        Assert.Null(_bench.Accept(order));
        _bench.Stream(order, programme.Packets, 12, TimeSpan.FromSeconds(8), _ => true, late: packet => TimeSpan.FromSeconds(packet == 50 * 12 ? seconds : 0));

        var end = _bench.RunToEnd(order);

        Assert.Equal((0L, 0L), (end.Evidence!.FramesConcealed, end.Evidence.FramesMissed));
        Assert.Equal(programme.Heard, _bench.Heard(order, programme.Heard.Length));
    }

    [Fact]
    public void After_a_stall_that_no_buffer_covers_it_fades_and_goes_on_at_the_live_position()
    {
        var programme = SampleProgramme.Of(48_000 * 12);
        var order = _bench.Order(programme.Items);
        Assert.Null(_bench.Accept(order));
        _bench.Stream(order, programme.Packets, 12, TimeSpan.FromSeconds(1), packet => _bench.Clock.Now < order.Play!.StartAt.AddSeconds(3));
        _bench.Run(9);
        _bench.Stream(order, programme.Packets, 12, TimeSpan.FromSeconds(8), _ => true);

        var end = _bench.RunToEnd(order);

        Assert.Equal(PlaybackStage.Finished, end.Stage);
        Assert.InRange(end.Evidence!.FramesMissed, 90, 130);
        Assert.Equal(programme.Packets.Count, end.Evidence.FramesMissed + end.Evidence.FramesConcealed + end.Evidence.FramesPlayed);
        var heard = _bench.Heard(order, programme.Heard.Length);
        Assert.True(Signals.Correlation(programme.Heard.AsSpan(48_000 * 7), heard.AsSpan(48_000 * 7)) > 0.999);
        Assert.All(heard[(48_000 * 9 / 2)..(48_000 * 11 / 2)], sample => Assert.Equal(0, sample));
        Assert.True(Signals.SteepestStep(heard) < 2 * Signals.SteepestStep(programme.Heard));
    }

    [Fact]
    public void A_programme_that_has_begun_already_is_joined_where_it_stands()
    {
        var programme = SampleProgramme.Of(48_000 * 10);
        var order = _bench.Play(programme, _bench.Order(programme.Items, startsInS: -2));

        var end = _bench.RunToEnd(order);

        Assert.Equal(PlaybackStage.Finished, end.Stage);
        Assert.InRange(end.Evidence!.FirstSampleErrorUs, 2_000_000, 4_500_000);
        Assert.Equal(programme.Packets.Count, end.Evidence.FramesMissed + end.Evidence.FramesPlayed);
        var heard = _bench.Heard(order, order.Play!.StartAt.AddSeconds(5), 48_000 * 5);
        Assert.Equal(programme.Heard[(48_000 * 5)..], heard);
    }

    [Fact]
    public void A_stop_fades_and_lets_the_amplifier_go()
    {
        var programme = SampleProgramme.Of(48_000 * 6);
        var order = _bench.Play(programme, _bench.Order(programme.Items));
        _bench.RunUntil(() => _bench.Clock.Now >= order.Play!.StartAt.AddSeconds(2), 30);

        _bench.Player.Stop(new StopOrder { Scope = StopScope.Broadcast, BroadcastId = order.Play!.BroadcastId, Reason = "值班员停止" });
        var end = _bench.RunToEnd(order);

        Assert.Equal((PlaybackStage.Interrupted, "值班员停止"), (end.Stage, end.Detail));
        Assert.Equal(0, _bench.Board.Held);
        Assert.NotNull(end.Evidence!.PowerOffAt);
        Assert.InRange((end.Evidence.LastSampleAt!.Value - order.Play.StartAt).TotalSeconds, 2.3, 2.7);
        var heard = Recording.Open(_bench.Folder, order.Play.BroadcastId);
        Assert.InRange((heard.Sounding().Last - order.Play.StartAt).TotalSeconds, 2.3, 2.6);
        Assert.True(Signals.SteepestStep(heard.Samples) <= Signals.SteepestStep(programme.Heard));
        Assert.Empty(_bench.Player.WantedStreams);
    }

    [Fact]
    public void What_waits_is_stopped_without_a_sound()
    {
        var programme = SampleProgramme.Of(48_000);
        _bench.Play(programme, _bench.Order(programme.Items, startsInS: 30));
        _bench.Run(1);

        _bench.Player.Stop(new StopOrder { Scope = StopScope.Ordinary, Reason = "no" });
        _bench.Run(1);

        Assert.Equal((PlaybackStage.Interrupted, null), (_bench.Last.Stage, _bench.Last.Evidence));
        Assert.Empty(_bench.Player.WantedStreams);
        Assert.Empty(_bench.Board.Edges);
    }

    [Fact]
    public void An_alert_is_not_stopped_by_a_stop_of_the_ordinary()
    {
        var programme = SampleProgramme.Of(48_000 * 2);
        var order = _bench.Play(programme, _bench.Order(programme.Items, priority: Priority.RedAlert));
        _bench.Run(1);

        _bench.Player.Stop(new StopOrder { Scope = StopScope.Ordinary, Reason = "no" });

        Assert.Equal(PlaybackStage.Finished, _bench.RunToEnd(order).Stage);
    }

    [Fact]
    public void A_higher_priority_interrupts_with_a_fade_and_starts_on_time()
    {
        var music = SampleProgramme.Of(48_000 * 20);
        var siren = SampleProgramme.Of(48_000 * 3);
        var low = _bench.Play(music, _bench.Order(music.Items));
        _bench.Run(6);
        var high = _bench.Play(siren, _bench.Order(siren.Items, startsInS: 4, priority: Priority.RedAlert));

        _bench.RunUntil(() => _bench.Stages.Contains(PlaybackStage.Suspended), 20);
        var faded = Recording.Open(_bench.Folder, low.Play!.BroadcastId).Samples;
        var end = _bench.RunToEnd(high);

        Assert.Equal(PlaybackStage.Finished, end.Stage);
        Assert.Equal(siren.Heard, _bench.Heard(high, siren.Heard.Length));
        var displaced = Assert.Single(_bench.Reports, report => report.OrderId == low.OrderId && report.Stage == PlaybackStage.Suspended);
        Assert.Equal((PlaybackStage.Suspended, "Displaced by 'RedAlert'."), (displaced.Stage, displaced.Detail));
        Assert.True(Signals.SteepestStep(faded) <= Signals.SteepestStep(music.Heard));
    }

    [Fact]
    public void What_an_alert_interrupted_goes_on_at_its_live_position_as_loud_as_before_and_the_amplifier_stays_awake()
    {
        var music = SampleProgramme.Of(48_000 * 20);
        var siren = SampleProgramme.Of(48_000 * 3);
        var low = _bench.Play(music, _bench.Order(music.Items, volume: 50));
        _bench.Run(6);
        var high = _bench.Play(siren, _bench.Order(siren.Items, startsInS: 4, priority: Priority.RedAlert));

        var end = _bench.RunToEnd(low);

        Assert.Equal(
            [PlaybackStage.Started, PlaybackStage.Suspended, PlaybackStage.Resumed, PlaybackStage.Finished],
            _bench.Reports.Where(report => report.OrderId == low.OrderId).Select(report => report.Stage));
        Assert.Equal(low.Play!.StartAt, end.Evidence!.FirstSampleAt, TimeSpan.FromMicroseconds(21));
        Assert.Equal(music.Packets.Count, end.Evidence.FramesPlayed + end.Evidence.FramesMissed + end.Evidence.FramesConcealed);
        Assert.InRange(end.Evidence.FramesMissed, 150, 500);
        var again = high.Play!.StartAt.AddSeconds(7);
        var heard = _bench.Heard(low, again, 48_000);
        var wanted = music.Heard.AsSpan((int)Samples.Nearest(again - low.Play.StartAt), 48_000);
        Assert.True(Signals.Correlation(wanted, heard) > 0.999);
        Assert.Equal(0.5, Signals.Level(heard) / Signals.Level(wanted), 2);
        Assert.Equal([Power, PowerAndZones, Power, 0], _bench.Board.Edges.Select(edge => edge.Relays));
        Assert.True(_bench.Player.IsIdle);
    }

    [Fact]
    public void What_ended_while_an_alert_sounded_does_not_come_back()
    {
        var music = SampleProgramme.Of(48_000 * 9);
        var siren = SampleProgramme.Of(48_000 * 6);
        var low = _bench.Play(music, _bench.Order(music.Items));
        _bench.Run(5);
        _bench.Play(siren, _bench.Order(siren.Items, startsInS: 3, priority: Priority.RedAlert));

        var end = _bench.RunToEnd(low);
        _bench.Run(10);

        Assert.Equal(
            [PlaybackStage.Started, PlaybackStage.Suspended, PlaybackStage.Interrupted],
            _bench.Reports.Where(report => report.OrderId == low.OrderId).Select(report => report.Stage));
        Assert.Equal("Something of a higher priority was on air until its end.", end.Detail);
        Assert.NotNull(end.Evidence);
        Assert.True(_bench.Player.IsIdle);
        Assert.Equal(0, _bench.Board.Held);
    }

    [Fact]
    public void What_is_stopped_while_an_alert_sounds_does_not_come_back()
    {
        var music = SampleProgramme.Of(48_000 * 20);
        var siren = SampleProgramme.Of(48_000 * 3);
        var low = _bench.Play(music, _bench.Order(music.Items));
        _bench.Run(6);
        var high = _bench.Play(siren, _bench.Order(siren.Items, startsInS: 2, priority: Priority.RedAlert));
        _bench.RunUntil(() => _bench.Clock.Now >= high.Play!.StartAt.AddSeconds(1), 30);

        _bench.Player.Stop(new StopOrder { Scope = StopScope.Ordinary, Reason = "值班员停止" });
        _bench.RunToEnd(high);
        _bench.Run(10);

        Assert.Equal(
            [PlaybackStage.Started, PlaybackStage.Suspended, PlaybackStage.Interrupted],
            _bench.Reports.Where(report => report.OrderId == low.OrderId).Select(report => report.Stage));
        Assert.True(_bench.Player.IsIdle);
    }

    [Fact]
    public void A_programme_goes_on_after_an_alert_that_failed()
    {
        var music = SampleProgramme.Of(48_000 * 20);
        var siren = SampleProgramme.Of(48_000 * 3);
        var low = _bench.Play(music, _bench.Order(music.Items));
        _bench.Run(6);
        var high = _bench.Order(siren.Items, startsInS: 4, priority: Priority.RedAlert);
        Assert.Null(_bench.Accept(high));

        var end = _bench.RunToEnd(low);

        Assert.Equal(PlaybackStage.Failed, Assert.Single(_bench.Reports, report => report.OrderId == high.OrderId).Stage);
        Assert.Equal(PlaybackStage.Finished, end.Stage);
        Assert.Contains(PlaybackStage.Resumed, _bench.Stages);
    }

    [Fact]
    public void The_gateways_own_volume_lowers_a_programme_and_no_alert()
    {
        _bench.Player.OwnVolume = () => 50;
        var programme = SampleProgramme.Of(48_000);
        var low = _bench.Play(programme, _bench.Order(programme.Items));
        var high = _bench.Play(programme, _bench.Order(programme.Items, startsInS: 8, priority: Priority.BlueAlert));

        _bench.RunToEnd(high);

        Assert.Equal(0.5, Signals.Level(_bench.Heard(low, programme.Heard.Length)) / Signals.Level(programme.Heard), 3);
        Assert.Equal(programme.Heard, _bench.Heard(high, programme.Heard.Length));
    }

    [Fact]
    public void A_second_programme_after_the_first_waits_and_plays()
    {
        var one = SampleProgramme.Of(48_000 * 2);
        var two = SampleProgramme.Of(48_000 * 3);
        var first = _bench.Play(one, _bench.Order(one.Items));
        var second = _bench.Play(two, _bench.Order(two.Items, startsInS: 8));

        var end = _bench.RunToEnd(second);

        Assert.Equal(PlaybackStage.Finished, end.Stage);
        Assert.Equal(one.Heard, _bench.Heard(first, one.Heard.Length));
        Assert.Equal(two.Heard, _bench.Heard(second, two.Heard.Length));
    }

    [Fact]
    public void A_programme_planned_right_behind_another_loses_nothing()
    {
        var one = SampleProgramme.Of(48_000 * 2);
        var two = SampleProgramme.Of(48_000 * 4);
        var first = _bench.Play(one, _bench.Order(one.Items));
        var second = _bench.Play(two, PlayerBench.OrderAt(first.Play!.StartAt.AddSeconds(2), two.Items));

        _bench.RunToEnd(second);

        Assert.Equal(one.Heard, _bench.Heard(first, one.Heard.Length));
        Assert.Equal(two.Heard, _bench.Heard(second, two.Heard.Length));
        Assert.Equal([Power, PowerAndZones, Power, 0], _bench.Board.Edges.Select(edge => edge.Relays));
        Assert.All(_bench.Reports.Where(report => report.Stage == PlaybackStage.Finished), report => Assert.True(report.Evidence!.RelaysConfirmed));
    }

    [Fact]
    public void A_programme_right_behind_another_in_other_zones_waits_for_its_last_sample()
    {
        var programme = SampleProgramme.Of(48_000 * 3);
        var first = _bench.Play(programme, _bench.Order(programme.Items));
        var second = PlayerBench.OrderAt(first.Play!.StartAt.AddSeconds(3), programme.Items);
        Assert.Null(_bench.Accept(second, target: PlayerBench.Target with { Zones = [3] }));
        _bench.Stream(second, programme.Packets, 12, TimeSpan.FromSeconds(8), _ => true);

        var end = _bench.RunToEnd(second);

        var switched = _bench.BoardBegan.AddMilliseconds(_bench.Board.Edges[2].Ms);
        Assert.True(Recording.Open(_bench.Folder, first.Play.BroadcastId).Sounding().Last < switched);
        Assert.True(switched < Recording.Open(_bench.Folder, second.Play!.BroadcastId).Sounding().First);
        Assert.InRange(end.Evidence!.FirstSampleErrorUs, 0, 700_000);
    }

    [Fact]
    public void The_next_broadcast_gets_its_own_zones_while_nothing_sounds()
    {
        var programme = SampleProgramme.Of(48_000 * 2);
        var first = _bench.Play(programme, _bench.Order(programme.Items));
        var second = PlayerBench.OrderAt(first.Play!.StartAt.AddSeconds(4), programme.Items);
        var elsewhere = PlayerBench.Target with { Zones = [3] };
        Assert.Null(_bench.Accept(second, target: elsewhere));
        _bench.Stream(second, programme.Packets, 12, TimeSpan.FromSeconds(8), _ => true);

        _bench.RunToEnd(second);

        Assert.Equal([Power, PowerAndZones, 0b1001, Power, 0], _bench.Board.Edges.Select(edge => edge.Relays));
        var switched = _bench.BoardBegan.AddMilliseconds(_bench.Board.Edges[2].Ms);
        Assert.True(Recording.Open(_bench.Folder, first.Play.BroadcastId).Sounding().Last < switched);
        Assert.True(switched < Recording.Open(_bench.Folder, second.Play!.BroadcastId).Sounding().First);
    }

    [Fact]
    public void What_waited_behind_an_alert_is_joined_after_it()
    {
        var siren = SampleProgramme.Of(48_000 * 4);
        var music = SampleProgramme.Of(48_000 * 8);
        var low = _bench.Play(music, _bench.Order(music.Items, startsInS: 4));
        var high = _bench.Play(siren, _bench.Order(siren.Items, startsInS: 3, priority: Priority.RedAlert));

        var end = _bench.RunToEnd(low);

        Assert.Equal(PlaybackStage.Finished, end.Stage);
        Assert.InRange(end.Evidence!.FirstSampleErrorUs, 3_000_000, 4_000_000);
        Assert.Equal(siren.Heard, _bench.Heard(high, siren.Heard.Length));
    }

    [Fact]
    public void What_overlaps_with_an_equal_is_refused_as_busy_and_leaves_nothing_behind()
    {
        var programme = SampleProgramme.Of(48_000 * 5);
        _bench.Play(programme, _bench.Order(programme.Items));
        var second = _bench.Order(programme.Items, startsInS: 5);

        Assert.Equal(RefusalReason.Busy, _bench.Player.Check(_bench.Request(second)).Refusal);
        Assert.Equal(RefusalReason.Busy, _bench.Accept(second));
        Assert.Single(_bench.Player.WantedStreams);
    }

    [Fact]
    public void The_longest_play_time_ends_it_whatever_comes()
    {
        var programme = SampleProgramme.Of(48_000 * 6);
        var order = _bench.Play(programme, _bench.Order(programme.Items, longestPlayMs: 2_000));

        var end = _bench.RunToEnd(order);

        Assert.Equal((PlaybackStage.Interrupted, "The longest play time was reached."), (end.Stage, end.Detail));
        Assert.Equal(order.Play!.StartAt.AddSeconds(2), end.Evidence!.LastSampleAt!.Value, TimeSpan.FromMilliseconds(20));
        Assert.True(Signals.SteepestStep(Recording.Open(_bench.Folder, order.Play.BroadcastId).Samples) <= Signals.SteepestStep(programme.Heard));
    }

    [Fact]
    public void Without_audio_it_fails_and_the_amplifier_goes_to_sleep()
    {
        var programme = SampleProgramme.Of(48_000 * 2);
        var order = _bench.Order(programme.Items);
        Assert.Null(_bench.Accept(order));

        var end = _bench.RunToEnd(order);

        Assert.Equal((PlaybackStage.Failed, "No audio came."), (end.Stage, end.Detail));
        Assert.Equal([PlaybackStage.Failed], _bench.Stages);
        Assert.Equal(0, _bench.Board.Held);
    }

    [Fact]
    public void The_volume_is_applied()
    {
        var programme = SampleProgramme.Of(48_000);
        var order = _bench.Play(programme, _bench.Order(programme.Items, volume: 50));

        _bench.RunToEnd(order);

        var heard = _bench.Heard(order, programme.Heard.Length);
        Assert.Equal(0.5, Signals.Level(heard) / Signals.Level(programme.Heard), 3);
    }

    [Fact]
    public void A_bundle_of_nobody_or_at_a_wrong_time_is_refused()
    {
        var programme = SampleProgramme.Of(48_000);
        var order = _bench.Order(programme.Items);
        var bundle = PlayerBench.Bundle(order, 0, [.. programme.Packets.Take(12)]);
        Assert.Equal(RefusalReason.NotAddressed, _bench.Player.Offer(bundle));
        Assert.Null(_bench.Accept(order));

        Assert.Equal(RefusalReason.NotAddressed, _bench.Player.Offer(PlayerBench.Bundle(_bench.Order(programme.Items), 0, programme.Packets.Take(12).ToList())));
        Assert.Equal(RefusalReason.Form, _bench.Player.Offer(new AudioBundle
        {
            StreamId = bundle.StreamId,
            FirstPacket = 0,
            PresentationUs = bundle.PresentationUs + 1,
            Last = false,
            Packets = bundle.Packets,
        }));
        Assert.Null(_bench.Player.Offer(bundle));

        _bench.Run(2.5);
        Assert.Equal(240, _bench.Player.OnAir!.BufferedMs);
    }

    [Fact]
    public void A_bundle_counts_only_by_the_key_that_signed_the_order_of_its_stream()
    {
        using var mine = SigningKey.Create();
        using var another = SigningKey.Create();
        var programme = SampleProgramme.Of(48_000);
        var order = _bench.Order(programme.Items);
        var bundle = PlayerBench.Bundle(order, 0, [.. programme.Packets.Take(12)]);
        Assert.Null(_bench.Accept(order, mine.KeyId));

        Assert.Equal(RefusalReason.KeyNotAllowed, _bench.Player.Offer(Signed(bundle, another)));
        Assert.Equal(RefusalReason.KeyNotAllowed, _bench.Player.Offer(bundle));
        Assert.Null(_bench.Player.Offer(Signed(bundle, mine)));
    }

    [Fact]
    public void Where_the_order_names_hashes_a_bundle_needs_its_own()
    {
        var programme = SampleProgramme.Of(48_000);
        var order = _bench.Order(programme.Items);
        AudioBundle[] bundles = [.. programme.Packets.Chunk(12).Select((packets, index) => PlayerBench.Bundle(order, index * 12, packets))];
        order = order with { Play = order.Play! with { BundleHashes = bundles.SelectMany(bundle => bundle.ContentHash()).ToArray() } };
        Assert.Null(_bench.Accept(order));
        var packets = programme.Packets.Take(12).ToList();
        packets[3] = packets[4];

        Assert.Equal(RefusalReason.Form, _bench.Player.Offer(PlayerBench.Bundle(order, 0, packets)));
        Assert.Equal(RefusalReason.Form, _bench.Player.Offer(PlayerBench.Bundle(order, 0, [.. programme.Packets.Take(11)])));
        Assert.Equal(RefusalReason.Form, _bench.Player.Offer(PlayerBench.Bundle(order, 1, [.. programme.Packets.Skip(1).Take(12)])));
        Assert.Equal(RefusalReason.Form, _bench.Player.Offer(PlayerBench.Bundle(order, 12, [.. programme.Packets.Take(12)])));
        Assert.Equal(RefusalReason.Form, _bench.Player.Offer(PlayerBench.Bundle(order, bundles.Length * 12, [.. programme.Packets.Take(12)])));
        Assert.All(bundles, bundle => Assert.Null(_bench.Player.Offer(bundle)));
    }

    [Fact]
    public void The_position_is_negative_while_the_amplifier_warms_up()
    {
        var programme = SampleProgramme.Of(48_000 * 3);
        var order = _bench.Play(programme, _bench.Order(programme.Items, volume: 70));
        Assert.Null(_bench.Player.OnAir);

        _bench.Run(2.5);
        var before = _bench.Player.OnAir!;
        _bench.Run(1.5);
        var after = _bench.Player.OnAir!;

        Assert.Equal((-500L, 1000L), (before.PositionMs, after.PositionMs));
        Assert.Equal((order.Play!.BroadcastId, 70), (after.BroadcastId, after.VolumePercent));
        Assert.Equal(PlaybackStage.Started, _bench.Last.Stage);
    }

    [Fact]
    public void Streams_are_wanted_from_acceptance_to_the_end()
    {
        var changes = 0;
        _bench.Player.WantedStreamsChanged += () => changes++;
        var programme = SampleProgramme.Of(48_000);
        var order = _bench.Play(programme, _bench.Order(programme.Items));
        Assert.Equal([order.Play!.StreamId], _bench.Player.WantedStreams);

        _bench.RunToEnd(order);

        Assert.Empty(_bench.Player.WantedStreams);
        Assert.Equal(2, changes);
        Assert.True(_bench.Player.IsIdle);
    }

    [Fact]
    public void Only_the_newest_recordings_are_kept()
    {
        using var bench = new PlayerBench(options => options.KeepRecordings = 1);
        var programme = SampleProgramme.Of(9_600);
        var kept = bench.Order(programme.Items);
        for (var run = 0; run < 3; run++)
        {
            kept = bench.Play(programme, bench.Order(programme.Items));
            bench.RunToEnd(kept);
        }

        Assert.Equal(
            [$"{kept.Play!.BroadcastId:N}.json", $"{kept.Play.BroadcastId:N}.wav"],
            Directory.EnumerateFiles(bench.Folder).Select(Path.GetFileName).Order());
    }

    private static AudioBundle Signed(AudioBundle bundle, SigningKey key)
    {
        using var keys = new TrustedKeys();
        keys.Add(key.PublicKey);
        return AudioBundle.TryOpen(bundle.Sign(key), keys, out var opened, out var problem) ? opened : throw new ArgumentException($"{problem}");
    }
}
