using System.Net.Http.Json;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Operators.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Reviews;

/// <summary>A town that asks for three steps, at 07:07 on a Tuesday, whose programmes can really be heard.</summary>
public sealed class ReviewTown : IAsyncLifetime
{
    private int _people;

    public TownHost Host { get; } = new() { Settings = { ["Library:ReviewSteps"] = "3" } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Host.StopAt(TownClock.TuesdayMorning);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>A programme of that many seconds, made by a script.</summary>
    internal async Task<Programme> ToneAsync(string title, int seconds = 3)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(ToneFile.Of(seconds, 300 + title.Sum(character => character) % 400)), "file", "a.wav" },
            { new StringContent(title), "title" },
            { new StringContent("emergency"), "category" },
        };
        using var answer = await Host.Http.PostAsync(new Uri("/api/programmes", UriKind.Relative), form, Stop);
        return await ReadAsync(answer);
    }

    internal async Task<Programme> SpeakAsync(string title, string category, string text)
    {
        using var answer = await Host.Http.PostAsJsonAsync("/api/programmes/speech", new { title, category, text }, TownHost.Json, Stop);
        return await ReadAsync(answer);
    }

    internal async Task PlanAsync(Programme programme, string startTime)
    {
        using var answer = await Host.Http.PostAsJsonAsync("/api/schedules", new
        {
            title = programme.Title,
            programmeId = programme.Id,
            areas = new[] { SampleWeek.TownCode },
            kind = "daily",
            startTime,
        }, TownHost.Json, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>A page where somebody with these roles has logged in.</summary>
    internal async Task<WatchedPage> OpenAsync(Browser browser, string name, BrowserNewContextOptions? options, params Role[] roles)
    {
        await using var scope = Host.Get<IServiceScopeFactory>().CreateAsyncScope();
        var request = new AccountRequest { Name = $"person{Interlocked.Increment(ref _people)}", DisplayName = name, Roles = roles };
        var made = await scope.ServiceProvider.GetRequiredService<AccountBook>().MakeAsync(request, Actor.Controller, Stop);
        var page = await browser.OpenAtTheDoorAsync(Host, options ?? new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.LoginAsync(request.Name, made.Password!);
        return page;
    }

    /// <summary>Somebody else takes a step.</summary>
    internal async Task TakeAsync(Programme programme, ReviewStep step, string who, string? returning = null)
    {
        await using var database = Host.OpenDatabase();
        var standing = (await Host.Get<ReviewBook>().FindAsync(programme.Id, Stop))!.Standing;
        database.ReviewMarks.Add(new ReviewMark
        {
            ProgrammeId = programme.Id,
            ContentHash = programme.ContentHash,
            Round = standing.Round,
            Step = step,
            Verdict = returning is null ? ReviewVerdict.Passed : ReviewVerdict.Returned,
            PersonId = Guid.NewGuid(),
            Who = who,
            At = TownClock.TuesdayMorning.AddHours(-14 + (int)step),
            Remark = returning,
            Heard = Hearing.Played,
        });
        await database.SaveChangesAsync(Stop);
        Host.Get<ReviewBook>().RaiseChanged();
    }

    internal async Task<ReviewStanding> StandingAsync(Programme programme) => (await Host.Get<ReviewBook>().FindAsync(programme.Id, Stop))!.Standing;

    private async Task<Programme> ReadAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        var view = await answer.Content.ReadFromJsonAsync<ProgrammeView>(TownHost.Json, Stop);
        return (await Host.Get<ProgrammeLibrary>().FindAsync(view!.Id, Stop))!;
    }
}
