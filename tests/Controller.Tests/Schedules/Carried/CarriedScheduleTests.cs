using System.Net.Http.Json;
using System.Text.Json;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Schedules.Days;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Schedules.Carried;

public sealed class CarriedScheduleTests : IAsyncDisposable
{
    private const string Village = "620321104200";
    private const string Id = "gw-" + Village;
    private readonly FakeTimeProvider _time = new(Utc("2026-11-24T10:00"));
    private readonly CastTown _town;

    public CarriedScheduleTests() => _town = new CastTown(time: _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_names_the_occurrences_of_the_next_seven_days_with_their_audio_and_the_ids_that_orders_will_have()
    {
        var (programme, _) = await _town.AddProgrammeAsync(3000);
        var (other, _) = await _town.AddProgrammeAsync(2000);
        var daily = await PostAsync(Wish("每日普法", "19:00", programme));
        var sunday = await PostAsync(new { title = "周日", programmeId = other.Id, areas = new[] { "62032110420001" }, kind = "weekdays", weekdays = new[] { "sunday" }, startTime = "08:00", volumePercent = 55, priority = "background" });
        await PostAsync(new { title = "别的村", programmeId = other.Id, areas = new[] { "620321104201" }, kind = "daily", startTime = "09:00" });
        await using var gateway = await HearAsync();

        var schedule = await NextAsync(gateway);

        await using var database = _town.Host.OpenDatabase();
        var stored = await database.Schedules.ToDictionaryAsync(known => known.Id, Stop);
        Assert.Equal((Id, Utc("2026-11-24T10:00"), Utc("2026-12-01T10:00")), (schedule.Gateway, schedule.IssuedAt, schedule.Until));
        Assert.Equal(new[] { daily, sunday }.Order(), schedule.Plays.Select(play => play.ScheduleId).Order());
        foreach (var play in schedule.Plays)
        {
            var starts = Occurrences.Between(stored[play.ScheduleId], TownDays.None, schedule.IssuedAt, schedule.Until).ToList();
            Assert.Equal(starts, play.Starts.Select(start => start.StartAt));
            Assert.Equal(starts.Select(start => OccurrenceId.Of(play.ScheduleId, start)), play.Starts.Select(start => start.BroadcastId));
        }

        var music = schedule.Plays.Single(play => play.ScheduleId == sunday);
        Assert.Equal((55, Priority.Background), (music.VolumePercent, music.Priority));
        Assert.Equal([other.ContentHash], music.Items.Select(place => schedule.Items[place].Sha256));
        Assert.Equal([1], music.Zones);
        Assert.Empty(schedule.Plays.Single(play => play.ScheduleId == daily).Zones);
    }

    [Fact]
    public async Task An_occurrence_becomes_the_broadcast_that_the_schedule_names()
    {
        var (programme, _) = await _town.AddProgrammeAsync(3000);
        var id = await PostAsync(Wish("每日普法", "19:00", programme));
        await using var gateway = await HearAsync();
        var named = (await NextAsync(gateway)).Plays.Single().Starts[0];

        await _town.Host.Get<OccurrenceStarter>().StartAsync(id, named.StartAt, Stop);

        await using var database = _town.Host.OpenDatabase();
        Assert.Equal(named.BroadcastId, (await database.Broadcasts.SingleAsync(Stop)).Id);
    }

    [Fact]
    public async Task A_changed_and_a_deleted_schedule_reach_a_connected_gateway_with_rising_revisions()
    {
        var (programme, _) = await _town.AddProgrammeAsync(3000);
        await using var gateway = await HearAsync();
        var empty = await NextAsync(gateway);

        var id = await PostAsync(Wish("每日普法", "19:00", programme));
        var first = await NextAsync(gateway);
        await _town.Host.Http.PutAsJsonAsync($"/api/schedules/{id}", Wish("每日普法", "20:00", programme, version: 1), TownHost.Json, Stop);
        var moved = await NextAsync(gateway);
        await _town.Host.Http.DeleteAsync($"/api/schedules/{id}", Stop);
        var gone = await NextAsync(gateway);

        Assert.Empty(empty.Plays);
        Assert.Equal((Utc("2026-11-24T11:00"), Utc("2026-11-24T12:00")), (first.Plays.Single().Starts[0].StartAt, moved.Plays.Single().Starts[0].StartAt));
        Assert.Empty(gone.Plays);
        Assert.True(empty.Revision < first.Revision && first.Revision < moved.Revision && moved.Revision < gone.Revision, "The revision must rise although the clock stands.");
    }

    [Fact]
    public async Task Another_playlist_makes_another_schedule()
    {
        var (one, _) = await _town.AddProgrammeAsync(3000);
        var (two, _) = await _town.AddProgrammeAsync(2000);
        var list = await IdAsync(await _town.PostAsync("/api/playlists", new { title = "早间", programmeIds = new[] { one.Id } }));
        await PostAsync(new { title = "早间", playlistId = list, areas = new[] { Village }, kind = "daily", startTime = "19:00" });
        await using var gateway = await HearAsync();
        var before = await NextAsync(gateway);

        await _town.Host.Http.PutAsJsonAsync($"/api/playlists/{list}", new { title = "早间", programmeIds = new[] { two.Id, one.Id } }, TownHost.Json, Stop);
        var after = await NextAsync(gateway);

        Assert.Equal([one.ContentHash], before.Items.Select(item => item.Sha256));
        Assert.Equal([two.ContentHash, one.ContentHash], after.Items.Select(item => item.Sha256));
    }

    [Fact]
    public async Task What_is_unchanged_is_sent_again_at_each_connection()
    {
        var (programme, _) = await _town.AddProgrammeAsync(3000);
        await PostAsync(Wish("每日普法", "19:00", programme));
        await using var gateway = await HearAsync();
        var first = await NextAsync(gateway);

        await gateway.SubscribeAsync(Topics.GatewaySchedule(Id));

        Assert.Equal(first.Revision, (await NextAsync(gateway)).Revision);
    }

    [Fact]
    public async Task What_is_unchanged_is_not_made_anew_before_it_is_twelve_hours_old()
    {
        var (programme, _) = await _town.AddProgrammeAsync(3000);
        await PostAsync(Wish("每日普法", "19:00", programme));
        var clock = new FakeTimeProvider(_time.GetUtcNow());
        var carried = new CarriedSchedules(_town.Host.Get<SigningKeys>(), _town.Host.Get<GatewayPresence>(), clock, NullLogger<CarriedSchedules>.Instance);
        await using var database = _town.Host.OpenDatabase();
        var plan = await CarriedPlan.ReadAsync(database, _town.Host.Get<ScheduleContent>(), _town.Host.Get<GatewayLimits>(), clock.GetUtcNow(), Stop);

        var first = Open(carried.Next(Id, plan, always: false)!);
        clock.Advance(TimeSpan.FromHours(11.9));
        var second = carried.Next(Id, plan, always: false);
        clock.Advance(TimeSpan.FromHours(0.2));
        var third = Open(carried.Next(Id, plan, always: false)!);

        Assert.Null(second);
        Assert.Equal((Utc("2026-12-01T10:00"), Utc("2026-12-01T22:06")), (first.Until, third.Until));
        Assert.True(third.Revision > first.Revision);
    }

    [Fact]
    public async Task A_gateway_that_holds_a_newer_one_than_this_controller_knows_gets_a_higher_revision()
    {
        await using var gateway = await HearAsync();
        var first = await NextAsync(gateway);
        var held = first.Revision + 86_400_000;
        _time.Advance(TimeSpan.FromSeconds(31));

        var state = gateway.State(1) with { Time = TimeStanding.Attested, Schedule = new ScheduleReading { Revision = held, Until = first.Until } };
        await gateway.PublishAsync(Topics.GatewayState(Id), gateway.Sign(DocumentKind.State, WireJson.Write(state)));

        Assert.True((await NextAsync(gateway)).Revision > held);
    }

    [Fact]
    public async Task What_a_gateway_would_refuse_for_its_curfew_or_its_length_is_not_in_its_schedule()
    {
        var (longer, _) = await _town.AddProgrammeAsync(4000);
        var (shorter, _) = await _town.AddProgrammeAsync(2000);
        await PostAsync(Wish("太长", "19:00", longer));
        await PostAsync(Wish("静音", "21:30", shorter));
        await PostAsync(Wish("可播", "20:00", shorter));
        await _town.Host.Http.PatchAsJsonAsync($"/api/gateways/{Id}", new { limits = new { curfew = "21:00-06:00", longestPlay = "00:01:00" } }, TownHost.Json, Stop);
        await using var gateway = await HearAsync();

        Assert.Equal(["可播"], (await NextAsync(gateway)).Plays.Select(play => play.Title));
    }

    [Fact]
    public async Task A_gateway_may_not_hear_the_schedule_of_another()
    {
        await using var gateway = await HearAsync();

        Assert.Equal(MQTTnet.MqttClientSubscribeResultCode.NotAuthorized, await gateway.SubscribeAsync(Topics.GatewaySchedule("gw-620321104201")));
    }

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    private static object Wish(string title, string startTime, Programme programme, int? version = null) => new
    {
        title,
        programmeId = programme.Id,
        areas = new[] { Village },
        kind = "daily",
        startTime,
        version,
    };

    private async Task<Guid> PostAsync(object wish) => await IdAsync(await _town.PostAsync("/api/schedules", wish));

    private static async Task<Guid> IdAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("id").GetGuid();
    }

    private async Task<FakeGateway> HearAsync()
    {
        var gateway = await (await FakeGateway.EnrolAsync(_town.Host, Id)).ConnectAsync();
        await gateway.SubscribeAsync(Topics.GatewaySchedule(Id));
        return gateway;
    }

    private async Task<GatewaySchedule> NextAsync(FakeGateway gateway)
    {
        var (topic, document) = await gateway.NextAsync();
        Assert.Equal(Topics.GatewaySchedule(Id), topic);
        return Open(document);
    }

    private GatewaySchedule Open(byte[] document)
    {
        using var keys = _town.ControllerKeys();
        Assert.True(ScheduleCodec.TryOpen(document, keys, out var schedule, out _, out var problem), $"{problem}");
        return schedule;
    }
}
