using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>An alert from the wish to the all-clear, with a clock that the test moves.</summary>
public sealed class AlertTests : IAsyncDisposable
{
    private const string Village = "620321104200";
    private const string Neighbour = "620321104201";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 7, 18, 7, 10, 0, TimeSpan.Zero));
    private readonly CastTown _town;

    public AlertTests() => _town = new CastTown(time: _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Theory]
    [InlineData(false, OrderClass.Emergency)]
    [InlineData(true, OrderClass.Exercise)]
    public async Task It_sounds_at_once_as_what_it_is(bool exercise, OrderClass kind)
    {
        var alert = await IssueAsync(exercise: exercise);

        var round = await RoundAsync(alert, 1);
        Assert.Equal((kind, Priority.OrangeAlert, alert.Headline), (round.Class, round.Priority, round.Title));
        Assert.Equal([$"gw-{Village}"], round.Playbacks.Select(playback => playback.GatewayId));
        Assert.True(round.PlannedStart - _time.GetUtcNow() <= TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task It_sounds_again_at_its_interval_until_it_expires()
    {
        var alert = await IssueAsync(expiresIn: TimeSpan.FromMinutes(12));
        var first = await RoundAsync(alert, 1);

        await PassAsync(first.PlannedStart + first.Length + TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Single(await RoundsAsync(alert));
        await PassAsync(first.PlannedStart + first.Length + TimeSpan.FromMinutes(5));
        Assert.Equal(2, (await RoundsAsync(alert)).Count);

        await PassAsync(alert.ExpiresAt);
        Assert.Equal((AlertState.Expired, 2), await StandAsync(alert));
    }

    [Fact]
    public async Task A_controller_that_died_after_the_word_puts_it_on_air_once_when_it_is_back()
    {
        var alert = await IssueAsync();
        await RoundAsync(alert, 1);
        await using (var database = _town.Host.OpenDatabase())
        {
            // As it stands on record when the power goes between the broadcast and the alert's own row.
            var broadcast = await database.Broadcasts.Where(known => known.AlertId == alert.Id).Select(known => known.Id).SingleAsync(Stop);
            await database.Alerts.ExecuteUpdateAsync(
                set => set.SetProperty(known => known.Rounds, 0).SetProperty(known => known.NextBroadcast, broadcast).SetProperty(known => known.NextAt, alert.MadeAt), Stop);
        }

        await TakeAsync();

        Assert.Single(await RoundsAsync(alert));
        Assert.Equal((AlertState.Issued, 1), await StandAsync(alert));
    }

    [Theory]
    [InlineData("everything", true)]
    [InlineData("ordinary", false)]
    public async Task Whoever_stops_everything_between_two_rounds_hears_no_second_one(string scope, bool ends)
    {
        var alert = await IssueAsync();
        var first = await RoundAsync(alert, 1);

        (await _town.PostAsync("/api/broadcasts/stop", new { scope })).EnsureSuccessStatusCode();
        await PassAsync(first.PlannedStart + first.Length + TimeSpan.FromMinutes(5));

        Assert.Equal(ends ? (AlertState.Stopped, 1) : (AlertState.Issued, 2), await StandAsync(alert));
    }

    [Fact]
    public async Task Whoever_stops_the_round_that_sounds_hears_no_second_one()
    {
        var alert = await IssueAsync();
        var first = await RoundAsync(alert, 1);

        (await _town.PostAsync($"/api/broadcasts/{first.Id}/stop")).EnsureSuccessStatusCode();
        await PassAsync(first.PlannedStart + first.Length + TimeSpan.FromMinutes(5));

        Assert.Equal((AlertState.Stopped, 1), await StandAsync(alert));
    }

    [Theory]
    [InlineData(false, "冰雹橙色预警解除")]
    [InlineData(true, "更正：冰雹橙色预警发错了")]
    public async Task A_withdrawn_one_falls_silent_and_those_who_heard_it_are_told(bool mistake, string headline)
    {
        var alert = await IssueAsync(areas: [Village, Neighbour]);
        var first = await RoundAsync(alert, 1);
        await HearAsync(first, $"gw-{Village}");

        (await _town.PostAsync($"/api/alerts/{alert.Id}/cancel", new { reason = "险情解除", mistake })).EnsureSuccessStatusCode();
        await TakeAsync();

        Assert.Equal(BroadcastState.Cancelled, Assert.Single(await RoundsAsync(alert)).State);
        var told = await ToldAsync(alert);
        Assert.Equal((headline, AlertState.Issued, false, null), (told.Headline, told.State, told.IsExercise, told.RepeatEvery));
        Assert.Equal(mistake ? [Village, Neighbour] : [Village], told.Areas);
        await RoundAsync(told, 1);
        Assert.Equal((AlertState.Cancelled, 1), await StandAsync(alert));
    }

    [Fact]
    public async Task What_nobody_heard_needs_no_all_clear()
    {
        var alert = await IssueAsync();
        await RoundAsync(alert, 1);

        (await _town.PostAsync($"/api/alerts/{alert.Id}/cancel")).EnsureSuccessStatusCode();
        await TakeAsync();

        Assert.Equal(alert.Id, Assert.Single(await _town.Host.Get<AlertBook>().ListAsync(10, Stop)).Id);
        Assert.Equal(HttpStatusCode.Conflict, (await _town.PostAsync($"/api/alerts/{alert.Id}/cancel")).StatusCode);
    }

    [Theory]
    [InlineData("redAlert", true)]
    [InlineData("orangeAlert", false)]
    public async Task An_update_takes_the_next_turn_or_at_once_when_it_is_worse(string severity, bool atOnce)
    {
        var old = await IssueAsync();
        var first = await RoundAsync(old, 1);
        _time.Advance(TimeSpan.FromSeconds(2));

        var alert = await IssueAsync(severity: severity, replaces: old.Id);

        await TakeAsync();
        Assert.Equal((AlertState.Replaced, 1), await StandAsync(old));
        Assert.Equal(atOnce ? 1 : 0, (await RoundsAsync(alert)).Count);
        Assert.Equal(atOnce, (await RoundsAsync(old))[0].State is BroadcastState.Interrupted);
        await PassAsync(first.PlannedStart + first.Length + TimeSpan.FromMinutes(5));
        Assert.NotEmpty(await RoundsAsync(alert));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_exercise_and_a_real_one_never_become_each_other(bool exercise)
    {
        var old = await IssueAsync(exercise: exercise);

        var answer = await PostAsync(exercise: !exercise, replaces: old.Id);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(AlertState.Issued, (await StandAsync(old)).State);
    }

    [Fact]
    public async Task What_another_alert_keeps_out_comes_when_that_one_is_over()
    {
        var red = await IssueAsync(severity: "redAlert", repeatMinutes: 0);
        var first = await RoundAsync(red, 1);

        var orange = await IssueAsync(areas: [Village], repeatMinutes: 0);
        await TakeAsync();
        Assert.Equal((AlertState.Issued, 0), await StandAsync(orange));

        _time.Advance(first.PlannedStart + first.Length - _time.GetUtcNow() + TimeSpan.FromSeconds(1));
        await _town.UntilAsync(first.Id, broadcast => broadcast.State is BroadcastState.OnAir or BroadcastState.Failed or BroadcastState.Finished);
        await PassAsync(_time.GetUtcNow() + TimeSpan.FromSeconds(10));
        Assert.Equal(1, (await StandAsync(orange)).Rounds);
    }

    [Fact]
    public async Task A_second_person_confirms_on_their_own_within_two_minutes()
    {
        _town.Host.Settings["Alerts:SecondPerson"] = "true";
        var wang = new Actor("wang", "");
        var desk = _town.Host.Get<AlertDesk>();
        var alert = (await desk.IssueAsync(Request(), wang, needsSecond: true, Stop)).Done!;
        await TakeAsync();
        Assert.Equal((AlertState.AwaitsSecond, 0), await StandAsync(alert));

        Assert.NotNull((await desk.ConfirmAsync(alert.Id, wang, Stop)).Conflict);
        Assert.NotNull((await desk.ConfirmAsync(alert.Id, new Actor("zhang", ""), Stop)).Done);
        await RoundAsync(alert, 1);

        var late = (await desk.IssueAsync(Request(), wang, needsSecond: true, Stop)).Done!;
        await PassAsync(_time.GetUtcNow() + TimeSpan.FromMinutes(2));
        Assert.NotNull((await desk.ConfirmAsync(late.Id, new Actor("zhang", ""), Stop)).Conflict);
        Assert.Equal((AlertState.Lapsed, 0), await StandAsync(late));
    }

    [Fact]
    public async Task An_exercise_needs_no_second_person()
    {
        _town.Host.Settings["Alerts:SecondPerson"] = "true";
        var alert = (await _town.Host.Get<AlertDesk>().IssueAsync(Request() with { Exercise = true }, new Actor("wang", ""), needsSecond: true, Stop)).Done!;
        await RoundAsync(alert, 1);
    }

    [Fact]
    public async Task An_unknown_area_is_nobody_and_never_everybody()
    {
        var answer = await PostAsync(areas: ["510107001002"]);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("\"areas\"", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Empty(await _town.Host.Get<AlertBook>().ListAsync(10, Stop));
    }

    [Fact]
    public async Task Each_step_stands_in_the_audit_trail()
    {
        var alert = await IssueAsync();
        await RoundAsync(alert, 1);
        (await _town.PostAsync($"/api/alerts/{alert.Id}/cancel")).EnsureSuccessStatusCode();

        await using var database = _town.Host.OpenDatabase();
        var actions = await database.AuditEntries.Where(entry => entry.Action.StartsWith("alert.")).OrderBy(entry => entry.Number).Select(entry => entry.Action).ToListAsync(Stop);
        Assert.Equal(["alert.issue", "alert.cancel"], actions);
    }

    private static AlertRequest Request() => new()
    {
        Exercise = false,
        Event = "冰雹",
        Severity = Priority.OrangeAlert,
        Text = "二十分钟内有冰雹，请立即进屋。",
        Areas = [Village],
    };

    private Task<HttpResponseMessage> PostAsync(
        bool exercise = false, string severity = "orangeAlert", string[]? areas = null, TimeSpan? expiresIn = null, int? repeatMinutes = null, Guid? replaces = null) =>
        _town.PostAsync("/api/alerts", new
        {
            exercise,
            @event = "冰雹",
            severity,
            text = "二十分钟内有冰雹，请立即进屋。",
            areas = areas ?? [Village],
            expiresAt = expiresIn is { } time ? _time.GetUtcNow() + time : (DateTimeOffset?)null,
            repeatMinutes,
            replaces,
        });

    private async Task<Alert> IssueAsync(
        bool exercise = false, string severity = "orangeAlert", string[]? areas = null, TimeSpan? expiresIn = null, int? repeatMinutes = null, Guid? replaces = null)
    {
        using var answer = await PostAsync(exercise, severity, areas, expiresIn, repeatMinutes, replaces);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetGuid();
        return (await _town.Host.Get<AlertBook>().FindAsync(id, Stop))!;
    }

    // The loop of the host does the same whenever it is woken; whoever comes first has done it.
    private async Task TakeAsync()
    {
        await _town.Host.Get<AlertAftermaths>().TakeAsync(Stop);
        await _town.Host.Get<AlertRounds>().TakeAsync(Stop);
    }

    private Task PassAsync(DateTimeOffset until)
    {
        if (until > _time.GetUtcNow())
        {
            _time.Advance(until - _time.GetUtcNow());
        }

        return TakeAsync();
    }

    private Task<IReadOnlyList<Broadcast>> RoundsAsync(Alert alert) => _town.Host.Get<AlertBook>().RoundsOfAsync(alert.Id, Stop);

    private async Task<Broadcast> RoundAsync(Alert alert, int number)
    {
        await TakeAsync();
        var rounds = await RoundsAsync(alert);
        Assert.Equal(number, rounds.Count);
        return rounds[0];
    }

    private async Task<(AlertState State, int Rounds)> StandAsync(Alert alert)
    {
        var now = (await _town.Host.Get<AlertBook>().FindAsync(alert.Id, Stop))!;
        return (now.State, now.Rounds);
    }

    private async Task<Alert> ToldAsync(Alert alert) =>
        Assert.Single(await _town.Host.Get<AlertBook>().ListAsync(10, Stop), each => each.Replaces == alert.Id);

    private async Task HearAsync(Broadcast round, string gateway)
    {
        await using var database = _town.Host.OpenDatabase();
        var playback = await database.Playbacks.SingleAsync(known => known.BroadcastId == round.Id && known.GatewayId == gateway, Stop);
        (playback.State, playback.Evidence) = (PlaybackState.Sounding, CastTown.Evidence(round.PlannedStart, 1));
        await database.SaveChangesAsync(Stop);
    }
}
