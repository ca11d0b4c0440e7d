using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Library.Review;

/// <summary>What has not passed its review is planned, and heard by nobody.</summary>
public sealed class UnreviewedTests : IAsyncDisposable
{
    private const string Village = "620321104200";
    private const string Id = "gw-" + Village;
    private readonly FakeTimeProvider _time = new(Utc("2026-11-24T10:00"));
    private readonly CastTown _town;

    public UnreviewedTests()
    {
        _town = new CastTown(time: _time);
        _town.Host.Settings["Library:ReviewSteps"] = "3";
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task An_unreviewed_occurrence_is_missed_with_the_reason_and_an_approved_one_starts()
    {
        var (programme, _) = await _town.AddProgrammeAsync(3000, "每日普法");
        var early = await PlanAsync(new { title = "早一点", programmeId = programme.Id, areas = new[] { Village }, kind = "daily", startTime = "18:01:00" });
        var late = await PlanAsync(new { title = "晚一点", programmeId = programme.Id, areas = new[] { Village }, kind = "daily", startTime = "18:05:00" });
        var starter = _town.Host.Get<OccurrenceStarter>();
        var (first, second) = (Utc("2026-11-24T10:01"), Utc("2026-11-24T10:05"));

        var ahead = await _town.Host.GetAsync<JsonElement>($"/api/schedules/occurrences?from={Uri.EscapeDataString(first.ToString("O"))}&to={Uri.EscapeDataString(second.ToString("O"))}");
        Assert.Contains("节目《每日普法》还没有审完", ahead.ToString(), StringComparison.Ordinal);

        await starter.StartAsync(early, first, Stop);
        await _town.ApproveAsync(programme);
        await starter.StartAsync(late, second, Stop);

        await using var database = _town.Host.OpenDatabase();
        var occurrences = await database.Occurrences.OrderBy(known => known.StartsAt).ToListAsync(Stop);
        Assert.Equal((OccurrenceState.Missed, "节目《每日普法》还没有审完"), (occurrences[0].State, occurrences[0].Reason));
        Assert.Equal((OccurrenceState.Started, null), (occurrences[1].State, occurrences[1].Reason));
        Assert.Equal(second, (await database.Broadcasts.SingleAsync(Stop)).PlannedStart);
    }

    [Fact]
    public async Task A_playlist_waits_for_the_last_of_its_programmes()
    {
        var (one, _) = await _town.AddProgrammeAsync(50, "甲");
        var (two, _) = await _town.AddProgrammeAsync(60, "乙");
        await _town.ApproveAsync(one);
        var list = await IdAsync(await _town.PostAsync("/api/playlists", new { title = "晚间", programmeIds = new[] { one.Id, two.Id } }));

        var early = await _town.PostAsync("/api/broadcasts", new { playlistId = list, areas = new[] { Village } });
        await _town.ApproveAsync(two);
        var late = await _town.PostAsync("/api/broadcasts", new { playlistId = list, areas = new[] { Village } });

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Created), (early.StatusCode, late.StatusCode));
        Assert.Contains("节目《乙》还没有审完", (await ReadAsync(early)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_a_programme_nor_a_text_is_played_by_hand_before_its_review_and_an_alert_is()
    {
        var (programme, _) = await _town.AddProgrammeAsync(50);
        var byHand = await _town.PostAsync("/api/broadcasts", new { programmeId = programme.Id, areas = new[] { Village } });
        var spoken = await _town.PostAsync("/api/broadcasts", new { text = "请各位村民注意防火。", areas = new[] { Village } });
        var alert = await _town.PostAsync("/api/broadcasts/emergency", new { programmeId = programme.Id, areas = new[] { Village }, priority = "redAlert" });

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Created), (byHand.StatusCode, spoken.StatusCode, alert.StatusCode));
        await using var database = _town.Host.OpenDatabase();
        Assert.Equal(OrderClass.Emergency, (await database.Broadcasts.SingleAsync(Stop)).Class);
    }

    [Fact]
    public async Task What_is_recorded_anew_between_planning_and_start_is_not_announced()
    {
        var (programme, _) = await _town.AddProgrammeAsync(50, "通知");
        var (audio, _) = await _town.AddProgrammeAsync(60);
        await _town.ApproveAsync(programme);
        var planned = await IdAsync(await _town.PostAsync("/api/broadcasts", new { programmeId = programme.Id, areas = new[] { Village }, startAt = Utc("2026-11-24T12:00") }));

        await _town.RecordAnewAsync(programme, audio);
        Assert.Null(await _town.Host.Get<BroadcastSteps>().AnnounceAsync(planned, Stop));

        var ended = (await _town.Host.Get<BroadcastService>().FindAsync(planned, Stop))!;
        Assert.Equal((BroadcastState.Failed, "节目《通知》还没有审完"), (ended.State, ended.Reason));
        Assert.Null(ended.SignedOrder);
    }

    [Fact]
    public async Task A_gateway_carries_what_is_approved_and_gets_another_schedule_when_that_changes()
    {
        var (programme, _) = await _town.AddProgrammeAsync(3000);
        var (audio, _) = await _town.AddProgrammeAsync(2000);
        await PlanAsync(new { title = "每日普法", programmeId = programme.Id, areas = new[] { Village }, kind = "daily", startTime = "19:00" });
        await using var gateway = await (await FakeGateway.EnrolAsync(_town.Host, Id)).ConnectAsync();
        await gateway.SubscribeAsync(Topics.GatewaySchedule(Id));
        var draft = await NextAsync(gateway);

        await _town.ApproveAsync(programme);
        var approved = await NextAsync(gateway);
        await _town.RecordAnewAsync(programme, audio);
        var edited = await NextAsync(gateway);

        Assert.Empty(draft.Plays);
        Assert.Equal([programme.ContentHash], approved.Items.Select(item => item.Sha256));
        Assert.Empty(edited.Plays);
    }

    [Fact]
    public async Task The_editors_own_test_gateway_plays_drafts_by_hand_and_nobody_else_does()
    {
        _town.Host.Settings["Broadcasts:TestGateway"] = Id;
        var (programme, _) = await _town.AddProgrammeAsync(3000);
        var alone = await _town.PostAsync("/api/broadcasts", new { programmeId = programme.Id, areas = new[] { Village } });
        var both = await _town.PostAsync("/api/broadcasts", new { programmeId = programme.Id, areas = new[] { Village, "620321104201" } });

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Conflict), (alone.StatusCode, both.StatusCode));
    }

    private async Task<Guid> PlanAsync(object wish) => await IdAsync(await _town.PostAsync("/api/schedules", wish));

    private async Task<GatewaySchedule> NextAsync(FakeGateway gateway)
    {
        using var keys = _town.ControllerKeys();
        while (true)
        {
            var (topic, payload) = await gateway.NextAsync();
            if (topic == Topics.GatewaySchedule(Id))
            {
                Assert.True(ScheduleCodec.TryOpen(payload, keys, out var schedule, out _, out var problem), $"{problem}");
                return schedule;
            }
        }
    }

    private static async Task<Guid> IdAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await ReadAsync(answer)).GetProperty("id").GetGuid();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
}
