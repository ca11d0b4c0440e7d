using System.Diagnostics;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Schedules.Carried;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>A full week is read in as many questions to the database as an empty one: each page that is open asks for it after each change.</summary>
public sealed class OutlookQueriesTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = Utc("2026-11-24T10:00");

    private readonly CastTown _town = new(time: new FakeTimeProvider(Now));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task What_will_sound_is_read_in_as_many_questions_however_much_is_planned()
    {
        await PlanAsync(0, 1);
        var (ahead, carried) = (await CountAsync(AheadAsync), await CountAsync(CarriedAsync));
        await PlanAsync(1, 12);

        Assert.Equal((1, 12), (ahead.Found, await AheadAsync()));
        Assert.Equal(12, await CarriedAsync());
        Assert.True(ahead.Questions > 0 && carried.Questions > 0);
        Assert.Equal(ahead.Questions, (await CountAsync(AheadAsync)).Questions);
        Assert.Equal(carried.Questions, (await CountAsync(CarriedAsync)).Questions);
    }

    private async Task PlanAsync(int from, int to)
    {
        for (var number = from; number < to; number++)
        {
            var programme = (await _town.AddProgrammeAsync(500 + number, $"普法 {number}")).Programme;
            var answer = await _town.PostAsync("/api/schedules", new
            {
                title = programme.Title,
                programmeId = programme.Id,
                areas = new[] { "620321104200" },
                kind = "dates",
                dates = new[] { "2026-11-24" },
                startTime = "19:00",
            });
            answer.EnsureSuccessStatusCode();
        }
    }

    private async Task<int> AheadAsync() => (await _town.Host.Get<Outlook>().BetweenAsync(Now, Now.AddDays(7), null, Stop)).Count;

    private async Task<int> CarriedAsync()
    {
        await using var database = _town.Host.OpenDatabase();
        var plan = await CarriedPlan.ReadAsync(database, _town.Host.Get<ScheduleContent>(), _town.Host.Get<GatewayLimits>(), Now, Stop);
        return plan.StartsOf("gw-620321104200", Now, Now.AddDays(7)).Count;
    }

    private static async Task<(int Found, int Questions)> CountAsync(Func<Task<int>> read)
    {
        using var questions = new Questions();
        return (await read(), questions.Count);
    }

    /// <summary>Counts what this flow of calls alone asks the database; other tests ask theirs meanwhile.</summary>
    private sealed class Questions : IDisposable, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        private readonly AsyncLocal<bool> _isOwn = new() { Value = true };
        private readonly List<IDisposable> _subscriptions = [];

        public Questions() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

        public int Count { get; private set; }

        public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name)
            {
                _subscriptions.Add(value.Subscribe(this));
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (_isOwn.Value && value.Key == RelationalEventId.CommandExecuted.Name)
            {
                Count++;
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
