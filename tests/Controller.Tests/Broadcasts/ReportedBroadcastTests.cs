using System.Text.Json;
using CloudBroadcast.Controller.Gateways.Journals;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>What gateways played without an order of the controller, as they say it afterwards.</summary>
public sealed class ReportedBroadcastTests : IAsyncDisposable
{
    private const string Village = "620321104200";
    private const string Id = "gw-" + Village;
    private static readonly DateTimeOffset Start = Utc("2026-11-24T11:00");

    private DateTimeOffset _now = Start.AddHours(1);
    private string? _folder;
    private CastTown? _made;

    private CastTown Town => _made ??= new CastTown(_folder, new FakeTimeProvider(_now));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_occurrence_that_the_controller_missed_and_a_gateway_played_is_on_record_as_played()
    {
        var schedule = await ScheduleAsync();
        await Town.Host.Get<OccurrenceBook>().MissAsync(schedule, Start, "控制器当时没有运行", Stop);

        await TakeAsync(ReportOf(schedule, PlaybackStage.Finished));

        var broadcast = await Town.UntilAsync(OccurrenceId.Of(schedule, Start), known => known.EndedAt is not null);
        Assert.Equal((BroadcastState.Finished, Start, TimeSpan.FromSeconds(60)), (broadcast.State, broadcast.PlannedStart, Rounded(broadcast.Length)));
        Assert.Equal((Id, PlaybackState.Played), (broadcast.Playbacks.Single().GatewayId, broadcast.Playbacks.Single().State));
        Assert.Equal((OccurrenceState.Started, (Guid?)broadcast.Id, null), await OccurrenceAsync(schedule));
    }

    [Fact]
    public async Task The_same_reports_twice_and_in_any_order_make_one_record()
    {
        var schedule = await ScheduleAsync();
        var reports = new[] { ReportOf(schedule, PlaybackStage.Finished), ReportOf(schedule, PlaybackStage.Started) };
        foreach (var report in reports.Concat(reports))
        {
            await TakeAsync(report);
        }

        await using var database = Town.Host.OpenDatabase();
        Assert.Equal(PlaybackState.Played, (await database.Playbacks.SingleAsync(Stop)).State);
        Assert.Equal(1, await database.Occurrences.CountAsync(Stop));
    }

    [Fact]
    public async Task Several_gateways_of_one_occurrence_stand_in_one_record()
    {
        const string Other = "620321104201";
        var schedule = await ScheduleAsync(Village, Other);

        await TakeAsync(ReportOf(schedule, PlaybackStage.Finished));
        await TakeAsync(ReportOf(schedule, PlaybackStage.Missed) with { Gateway = "gw-" + Other, Refusal = RefusalReason.NoAudio, Evidence = null });

        var broadcast = await Town.UntilAsync(OccurrenceId.Of(schedule, Start), known => known.Playbacks.All(playback => PlaybackProgress.IsClosed(playback.State)));
        var missed = broadcast.Playbacks.Single(playback => playback.GatewayId == "gw-" + Other);
        Assert.Equal(BroadcastState.Finished, broadcast.State);
        Assert.Equal((PlaybackState.Missed, "终端没有存下这段音频，也收不到播出流"), (missed.State, missed.Reason));
        Assert.Equal(OccurrenceState.Started, (await OccurrenceAsync(schedule)).State);
    }

    [Fact]
    public async Task An_occurrence_that_every_gateway_missed_is_missed_with_its_reason()
    {
        var schedule = await ScheduleAsync();

        await TakeAsync(ReportOf(schedule, PlaybackStage.Missed) with { Refusal = RefusalReason.Curfew, Evidence = null });

        Assert.Equal((OccurrenceState.Missed, null, "落在静音时段内"), await OccurrenceAsync(schedule));
        var broadcast = await Town.UntilAsync(OccurrenceId.Of(schedule, Start), known => known.EndedAt is not null);
        Assert.Equal((BroadcastState.Failed, "1 个终端：未播 1"), (broadcast.State, broadcast.Reason));
    }

    [Fact]
    public async Task What_the_journal_says_makes_the_same_record_and_the_report_of_it_makes_no_second_one()
    {
        var schedule = await ScheduleAsync();
        await using var gateway = await Town.ConnectAsync(Id);
        var (started, finished) = (ReportOf(schedule, PlaybackStage.Started), ReportOf(schedule, PlaybackStage.Finished));
        var journal = new FakeJournal(Id, gateway.SigningKey)
            .Add(JournalKind.Playback, entry => entry with { Playback = started })
            .Add(JournalKind.Playback, entry => entry with { Playback = finished with { Gateway = "gw-620321104201" } })
            .Add(JournalKind.Playback, entry => entry with { Playback = finished });

        await gateway.PublishAsync(Topics.GatewayJournal(Id), journal.Pack(1, 3), atLeastOnce: true);

        // It may be closed between the two words of the same journal, and is put right by the second.
        var broadcast = await Town.UntilAsync(
            OccurrenceId.Of(schedule, Start), known => known.EndedAt is not null && known.Playbacks.All(playback => playback.State is PlaybackState.Played));
        await TakeAsync(started);
        await TakeAsync(finished);
        await using var database = Town.Host.OpenDatabase();
        Assert.Equal((Id, PlaybackState.Played), (broadcast.Playbacks.Single().GatewayId, broadcast.Playbacks.Single().State));
        Assert.Equal((1, 1), (await database.Broadcasts.CountAsync(Stop), await database.Playbacks.CountAsync(Stop)));
    }

    [Fact]
    public async Task What_was_taken_of_a_journal_just_before_the_controller_fell_is_carried_over_after_its_restart()
    {
        _folder = Directory.CreateTempSubdirectory("town-").FullName;
        try
        {
            var schedule = await ScheduleAsync();
            using var key = SigningKey.Create();
            var journal = new FakeJournal(Id, key).Add(1).Add(JournalKind.Playback, entry => entry with { Playback = ReportOf(schedule, PlaybackStage.Finished) });
            await Town.Host.Get<JournalBook>().TakeAsync(Id, journal.Entries, overGap: false, Stop);
            await Town.DisposeAsync();
            _made = null;

            await Town.UntilAsync(OccurrenceId.Of(schedule, Start), known => known.EndedAt is not null && known.Playbacks.Single().State is PlaybackState.Played);
        }
        finally
        {
            await Town.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(PlaybackOrigin.Button, "现场报警按钮")]
    [InlineData(PlaybackOrigin.Test, "现场试音")]
    public async Task What_somebody_made_the_gateway_sound_on_the_spot_is_on_record(PlaybackOrigin origin, string title)
    {
        var id = Guid.NewGuid();

        await TakeAsync(ReportOf(Guid.Empty, PlaybackStage.Finished) with { BroadcastId = id, Origin = origin, ScheduleId = null });

        var broadcast = await Town.UntilAsync(id, known => known.EndedAt is not null);
        Assert.Equal((title, BroadcastState.Finished, null), (broadcast.Title, broadcast.State, broadcast.ScheduleId));
        Assert.Equal([Village], broadcast.Areas);
    }

    [Fact]
    public async Task A_broadcast_id_that_does_not_follow_from_schedule_and_start_is_not_believed()
    {
        var schedule = await ScheduleAsync();

        await TakeAsync(ReportOf(schedule, PlaybackStage.Finished) with { BroadcastId = Guid.NewGuid() });
        await TakeAsync(ReportOf(schedule, PlaybackStage.Finished) with { Origin = PlaybackOrigin.Order });
        await TakeAsync(ReportOf(schedule, PlaybackStage.Finished) with { PlannedStart = Start.AddDays(30), BroadcastId = OccurrenceId.Of(schedule, Start.AddDays(30)) });

        await using var database = Town.Host.OpenDatabase();
        Assert.Empty(await database.Broadcasts.ToListAsync(Stop));
        Assert.Empty(await database.Occurrences.ToListAsync(Stop));
    }

    [Fact]
    public async Task A_scheduled_broadcast_that_has_no_order_yet_is_stopped_at_the_gateways_all_the_same()
    {
        _now = Start.AddSeconds(-14);
        var schedule = await ScheduleAsync();
        await using var gateway = await Town.ConnectAsync(Id);
        await Town.Host.Get<OccurrenceStarter>().StartAsync(schedule, Start, Stop);

        await Town.PostAsync($"/api/broadcasts/{OccurrenceId.Of(schedule, Start)}/stop", new { reason = "取消" });

        Order order;
        do
        {
            order = await Town.NextOrderAsync(gateway);
        }
        while (order.Action is not OrderAction.Stop);
        Assert.Equal(OccurrenceId.Of(schedule, Start), order.Stop!.BroadcastId);
    }

    public ValueTask DisposeAsync() => Town.DisposeAsync();

    private static TimeSpan Rounded(TimeSpan length) => TimeSpan.FromSeconds(Math.Round(length.TotalSeconds));

    private static PlaybackReport ReportOf(Guid schedule, PlaybackStage stage) => new()
    {
        Version = WireVersion.Current,
        ReportId = Guid.NewGuid(),
        Gateway = Id,
        At = Start.AddSeconds(60),
        BroadcastId = OccurrenceId.Of(schedule, Start),
        Stage = stage,
        Origin = PlaybackOrigin.Schedule,
        ScheduleId = schedule,
        PlannedStart = Start,
        Evidence = CastTown.Evidence(Start, 3000),
    };

    private Task TakeAsync(PlaybackReport report) => Town.Host.Get<ReportIntake>().TakeAsync(report);

    private async Task<Guid> ScheduleAsync(params string[] areas)
    {
        // What fell due before it was made was never promised: the firing plan leaves it alone.
        var (programme, _) = await Town.AddProgrammeAsync(3000);
        var wish = new { title = "每日普法", programmeId = programme.Id, areas = areas.Length > 0 ? areas : [Village], kind = "daily", startTime = "19:00" };
        var answer = await Town.PostAsync("/api/schedules", wish);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("id").GetGuid();
    }

    private async Task<(OccurrenceState State, Guid? BroadcastId, string? Reason)> OccurrenceAsync(Guid schedule)
    {
        await using var database = Town.Host.OpenDatabase();
        var occurrence = await database.Occurrences.SingleAsync(known => known.ScheduleId == schedule, Stop);
        return (occurrence.State, occurrence.BroadcastId, occurrence.Reason);
    }
}
