using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent;

/// <summary>What a gateway that is left alone does when its clock is set, its disk is full or a file of its store is damaged.</summary>
public sealed class GatewayTroubleTests : IAsyncDisposable
{
    private readonly GatewayBench _gateway = new();
    private readonly SampleProgramme _programme = SampleProgramme.Of(48_000 * 8);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task A_wall_clock_set_by_ten_minutes_on_air_moves_no_sample_brings_nothing_back_and_is_told(int minutes)
    {
        var (start, _, _) = _gateway.Plan(_programme, startsInS: 12);
        _gateway.RunTo(start.StartAt.AddSeconds(3));

        _gateway.Wall.Step = TimeSpan.FromMinutes(minutes);
        _gateway.RunTo(start.StartAt.AddSeconds(12));
        Assert.Equal([FaultCode.ClockStepped], _gateway.Standing);
        Assert.Matches("播出不受影响.*查看是谁改的", FaultCatalogue.SentenceOf(FaultCode.ClockStepped));

        // Whatever the wall clock says now, its ten minutes come and go.
        for (var minute = 0; minute < 25; minute++)
        {
            _gateway.Player.Time.Advance(TimeSpan.FromMinutes(1));
            _gateway.Run(0.1);
        }

        Assert.True(_gateway.Player.Player.IsIdle);
        Assert.Equal(_programme.Heard, _gateway.Heard(start, _programme.Heard.Length));
        Assert.True(_gateway.Ledger.Memory.IsOver(start.BroadcastId));
        var (reports, journal) = await _gateway.EndAsync();
        Assert.Equal([PlaybackStage.Received, PlaybackStage.Started, PlaybackStage.Finished], reports.Select(report => report.Stage));
        var evidence = reports[^1].Evidence!;
        Assert.Equal((0L, 0L, 0), (evidence.FramesMissed, evidence.FramesConcealed, evidence.Underruns));
        Assert.Equal(start.StartAt.AddSeconds(8), evidence.LastSampleAt!.Value, TimeSpan.FromMilliseconds(1));
        Assert.Equal(minutes * 60_000_000L, Assert.Single(journal, entry => entry.Kind == JournalKind.Clock).StepUs);
        Assert.Equal([true], journal.Where(entry => entry.Fault?.Code == FaultCode.ClockStepped).Select(entry => entry.Fault!.Began));
    }

    [Fact]
    public void A_sound_output_that_is_gone_is_a_fault_until_it_is_back_and_one_that_goes_later_is_found_before_a_broadcast()
    {
        File.WriteAllText(_gateway.SoundFolder, "");
        _gateway.Run(1);
        Assert.Equal([FaultCode.SoundLost], _gateway.Standing);
        Assert.Contains("line", Assert.Single(_gateway.Faults.Standing).Detail, StringComparison.Ordinal);
        Assert.Contains("插紧或更换声卡", FaultCatalogue.SentenceOf(FaultCode.SoundLost), StringComparison.Ordinal);

        File.Delete(_gateway.SoundFolder);
        _gateway.Run(31);
        Assert.Empty(_gateway.Standing);

        Directory.Delete(_gateway.SoundFolder);
        File.WriteAllText(_gateway.SoundFolder, "");
        _gateway.Player.Time.Advance(TimeSpan.FromMinutes(10));
        _gateway.Run(1);
        Assert.Equal([FaultCode.SoundLost], _gateway.Standing);
    }

    [Fact]
    public async Task A_disk_that_fills_up_on_air_silences_nothing_and_ledger_and_journal_go_on_in_the_reserve()
    {
        var (start, _, _) = _gateway.Plan(_programme, startsInS: 12);
        _gateway.RunTo(start.StartAt.AddSeconds(2));

        _gateway.IsFull = true;
        _gateway.RunTo(start.StartAt.AddSeconds(12));
        Assert.Equal([FaultCode.DiskFull], _gateway.Standing);
        Assert.Contains("换更大的存储卡", FaultCatalogue.SentenceOf(FaultCode.DiskFull), StringComparison.Ordinal);
        Assert.False(File.Exists(_gateway.Folder.File(DiskReserve.FileName)));
        Assert.Equal(_programme.Heard, _gateway.Heard(start, _programme.Heard.Length));
        await _gateway.KeepStoreAsync(port: 1);
        Assert.Equal([FaultCode.DiskFull], _gateway.Standing);

        _gateway.IsFull = false;
        await _gateway.KeepStoreAsync(port: 1);
        _gateway.Look();
        Assert.Empty(_gateway.Standing);
        Assert.True(File.Exists(_gateway.Folder.File(DiskReserve.FileName)));

        var (reports, journal) = await _gateway.EndAsync();
        Assert.Equal(PlaybackStage.Finished, reports[^1].Stage);
        Assert.Single(journal, entry => entry.Playback is { Stage: PlaybackStage.Finished } playback && playback.BroadcastId == start.BroadcastId);
        Assert.Equal([true, false], journal.Where(entry => entry.Fault?.Code == FaultCode.DiskFull).Select(entry => entry.Fault!.Began));
        _gateway.Ledger.Dispose();
        using var ledger = Ledger.Open(_gateway.Folder.Name, DiskAccess.Real, NullLogger<Ledger>.Instance);
        Assert.True(ledger.Memory.IsOver(start.BroadcastId));
    }

    [Fact]
    public async Task A_damaged_file_is_thrown_away_fetched_again_and_played_whole()
    {
        var (start, file, item) = _gateway.Plan(_programme, startsInS: 60);
        _gateway.Damage(item);

        Assert.False(await _gateway.KeepStoreAsync(port: 1));
        Assert.Equal([FaultCode.StoreDamaged, FaultCode.AudioMissing], _gateway.Standing.Order());
        Assert.Contains("更换存储卡", FaultCatalogue.SentenceOf(FaultCode.StoreDamaged), StringComparison.Ordinal);
        Assert.False(_gateway.Store.Holds(item.Sha256));

        await using (var server = await _gateway.ServeAsync(file))
        {
            Assert.True(await _gateway.KeepStoreAsync(server.Port));
        }

        Assert.Empty(_gateway.Standing);
        _gateway.RunTo(start.StartAt.AddSeconds(12));
        Assert.Equal(_programme.Heard, _gateway.Heard(start, _programme.Heard.Length));
        var (reports, _) = await _gateway.EndAsync();
        Assert.Equal((PlaybackStage.Finished, AudioSource.Store), (reports[^1].Stage, reports[^1].Evidence!.Source));
    }

    [Fact]
    public async Task A_damaged_file_that_nobody_can_replace_is_a_miss_for_want_of_audio_and_makes_no_sound()
    {
        var (start, _, item) = _gateway.Plan(_programme, startsInS: 12);
        _gateway.Damage(item);

        _gateway.RunTo(start.StartAt.AddSeconds(12));

        Assert.Equal([FaultCode.StoreDamaged], _gateway.Standing);
        Assert.Empty(_gateway.Player.Board.Edges);
        var (reports, _) = await _gateway.EndAsync();
        var missed = Assert.Single(reports);
        Assert.Equal((PlaybackStage.Missed, RefusalReason.NoAudio, start.BroadcastId), (missed.Stage, missed.Refusal, missed.BroadcastId));
    }

    [Fact]
    public void A_damaged_file_is_replaced_by_the_stream_where_the_line_is_up()
    {
        var (start, _, item) = _gateway.Plan(_programme, startsInS: 12);
        _gateway.Damage(item);
        var player = _gateway.Player;
        var order = PlayerBench.OrderAt(start.StartAt, [item]);
        player.Play(_programme, order with { Play = order.Play! with { BroadcastId = start.BroadcastId } });

        _gateway.RunTo(start.StartAt.AddSeconds(12));

        Assert.Equal([FaultCode.StoreDamaged], _gateway.Standing);
        Assert.Equal((PlaybackStage.Finished, AudioSource.Stream), (player.Last.Stage, player.Last.Evidence!.Source));
        Assert.Equal(_programme.Heard, _gateway.Heard(start, _programme.Heard.Length));
    }
}
