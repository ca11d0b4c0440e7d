using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudBroadcast.Controller.Console.Town;
using CloudBroadcast.Controller.Console.Week;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Schedules.Days;
using Microsoft.Extensions.Time.Testing;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Schedules.Budgets;

public sealed class BudgetTests : IAsyncDisposable
{
    private const string Village = "620321104200";
    private const string Neighbour = "620321104201";

    private readonly FakeTimeProvider _time = new(Utc("2026-11-24T01:00"));
    private readonly CastTown _town;

    public BudgetTests() => _town = new CastTown(time: _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task A_village_has_its_own_figure_and_the_check_of_a_plan_goes_by_it()
    {
        var (programme, _) = await _town.AddProgrammeAsync(6000);
        var put = await _town.Host.Http.PutAsJsonAsync("/api/schedules/budgets", new Dictionary<string, int?> { [Neighbour] = 1, [Village] = 30 }, TownHost.Json, Stop);
        var again = await _town.Host.Http.PutAsJsonAsync("/api/schedules/budgets", new Dictionary<string, int?> { [Village] = null }, TownHost.Json, Stop);

        var budgets = await _town.Host.GetAsync<JsonElement>("/api/schedules/budgets");
        var found = await _town.Host.Get<PlanCheck>().LookAsync([ScheduleStep.Make(Wish(programme))], Stop);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (put.StatusCode, again.StatusCode));
        Assert.Equal((90, """{"620321104201":1}"""), (budgets.GetProperty("town").GetInt32(), budgets.GetProperty("own").GetRawText()));
        Assert.Equal(("gw-" + Neighbour, TimeSpan.FromMinutes(1)), (found.Over!.GatewayId, found.Over.Budget));
    }

    [Theory]
    [InlineData(Village, 0)]
    [InlineData(Village, 1441)]
    [InlineData("620321104000", 30)]
    [InlineData("990000000000", 30)]
    public async Task A_figure_out_of_range_or_for_no_village_is_refused(string code, int minutes)
    {
        var answer = await _town.Host.Http.PutAsJsonAsync("/api/schedules/budgets", new Dictionary<string, int> { [code] = minutes }, TownHost.Json, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{minutes}\"", JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Minutes_of_a_village_that_is_held_back_do_not_count()
    {
        var (programme, _) = await _town.AddProgrammeAsync(6000);
        await _town.Host.Get<ScheduleBook>().CreateAsync(Wish(programme), Stop);
        await _town.Host.Get<DayBook>().AddAsync(new DayRequest { Kind = SpecialDayKind.Exam, Name = "高考", First = new DateOnly(2026, 11, 24), Areas = [Village] }, Stop);

        var runs = await _town.Host.Get<TownReader>().ReadAsync(Utc("2026-11-24T01:00"), Utc("2026-11-24T12:00"), Stop);

        var villages = Airtimes.Of([.. runs]);
        Assert.Equal(TimeSpan.Zero, villages[0].Sounds);
        Assert.True(villages[1].Sounds > TimeSpan.FromSeconds(119), $"{villages[1]}");
    }

    private static ScheduleRequest Wish(Programme programme) => new()
    {
        Title = "每日普法",
        ProgrammeId = programme.Id,
        Areas = [Village, Neighbour],
        Kind = RecurrenceKind.Daily,
        StartTime = new TimeOnly(19, 0),
    };
}
