using System.Net;
using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Operators.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.Controller.Operators.Door;

public sealed class DoorTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero));
    private readonly TownHost _town = new();

    public DoorTests() => _town.Replace = services => services.AddSingleton<TimeProvider>(_clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task Unknown_name_wrong_password_and_locked_account_hear_the_same_words()
    {
        var (known, password, _) = await People.MakeAsync(_town, Role.Editor);
        var (locked, lockedPassword, id) = await People.MakeAsync(_town, Role.Editor);
        await ChangeAsync(book => book.LockAsync(id, self: null, Cancellation));

        var answers = new List<string>();
        foreach (var (name, shown) in new[] { ("nobody-here", password), (known, "wrong password"), (locked, lockedPassword) })
        {
            using var person = _town.Nobody;
            using var answer = await People.ShowAsync(person, "/login", ("Name", name), ("Password", shown));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain("Set-Cookie: cloudbroadcast-session", answer.Headers.ToString(), StringComparison.Ordinal);
            var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancellation));
            answers.Add(page[page.IndexOf("role=\"alert\"", StringComparison.Ordinal)..page.IndexOf("</p>", page.IndexOf("role=\"alert\"", StringComparison.Ordinal), StringComparison.Ordinal)]);
        }

        Assert.Contains(Console.Login.DoorWords.Refused, answers[0], StringComparison.Ordinal);
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_for_fifteen_minutes_and_the_right_one_does_not_open()
    {
        var (name, password, _) = await People.MakeAsync(_town, Role.Editor);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.False(await LogsInAsync(name, "wrong password"));
        }

        Assert.False(await LogsInAsync(name, password));
        _clock.Advance(TimeSpan.FromMinutes(14));
        Assert.False(await LogsInAsync(name, password));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await LogsInAsync(name, password));
    }

    [Fact]
    public async Task Forty_wrong_passwords_at_once_are_compared_five_times_at_most()
    {
        var (name, _, id) = await People.MakeAsync(_town, Role.Editor);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => LogsInAsync(name, "wrong password")));

        await using var database = _town.OpenDatabase();
        Assert.NotNull((await database.Accounts.SingleAsync(account => account.Id == id, Cancellation)).LockoutEnd);
        var refused = await database.AuditEntries.CountAsync(entry => entry.Subject == name && entry.Action == "login.refused", Cancellation);
        var locked = await database.AuditEntries.CountAsync(entry => entry.Subject == name && entry.Action == "login.locked", Cancellation);
        Assert.InRange(refused, 1, 5);
        Assert.Equal(40, refused + locked);
    }

    [Fact]
    public async Task An_address_that_tries_too_often_is_told_to_wait()
    {
        await using var town = new TownHost { Settings = { ["Operators:LoginsPerMinute"] = "3" } };
        using var person = town.Nobody;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var answer = await People.ShowAsync(person, "/login", ("Name", "x"), ("Password", "y"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var last = await People.ShowAsync(person, "/login", ("Name", "x"), ("Password", "y"));
        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
    }

    [Fact]
    public async Task With_a_second_factor_the_password_alone_opens_nothing_and_no_code_counts_twice()
    {
        var (name, password, id) = await People.MakeAsync(_town, Role.DutyOfficer);
        var (key, recovery) = await SwitchOnAsync(id);
        _clock.Advance(TimeSpan.FromMinutes(1));
        using var person = _town.Nobody;
        using var half = await People.ShowAsync(person, "/login", ("Name", name), ("Password", password));
        Assert.StartsWith("/login/code", half.Headers.Location!.PathAndQuery(), StringComparison.Ordinal);
        Assert.False(await IsInAsync(person));

        var code = Totp.CodeAt(key, _clock.GetUtcNow());
        using var full = await People.ShowAsync(person, "/login/code", ("Code", code));
        Assert.True(await IsInAsync(person));

        using var other = _town.Nobody;
        using var again = await People.ShowAsync(other, "/login", ("Name", name), ("Password", password));
        using var replayed = await People.ShowAsync(other, "/login/code", ("Code", code));
        Assert.False(await IsInAsync(other));
        using var recovered = await People.ShowAsync(other, "/login/code", ("Code", recovery[0]));
        Assert.True(await IsInAsync(other));
    }

    [Fact]
    public async Task A_recovery_code_counts_once()
    {
        var (name, password, id) = await People.MakeAsync(_town, Role.DutyOfficer);
        var (_, recovery) = await SwitchOnAsync(id);
        foreach (var isIn in new[] { true, false })
        {
            using var person = _town.Nobody;
            using var half = await People.ShowAsync(person, "/login", ("Name", name), ("Password", password));
            using var full = await People.ShowAsync(person, "/login/code", ("Code", recovery[3].ToUpperInvariant()));
            Assert.Equal(isIn, await IsInAsync(person));
        }
    }

    [Fact]
    public async Task A_locked_account_loses_its_session_at_once()
    {
        var (name, password, id) = await People.MakeAsync(_town, Role.Editor);
        using var person = await EnterAsync(name, password);
        await ChangeAsync(book => book.LockAsync(id, self: null, Cancellation));

        Assert.False(await IsInAsync(person));
    }

    [Fact]
    public async Task An_account_that_another_controller_locks_loses_its_session_within_a_minute()
    {
        var (name, password, id) = await People.MakeAsync(_town, Role.Editor);
        using var person = await EnterAsync(name, password);
        await using (var database = _town.OpenDatabase())
        {
            await database.Accounts.Where(account => account.Id == id).ExecuteUpdateAsync(set => set.SetProperty(account => account.Disabled, true), Cancellation);
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await IsInAsync(person));
    }

    [Fact]
    public async Task A_role_that_is_taken_away_ends_the_session()
    {
        var (name, password, id) = await People.MakeAsync(_town, Role.Administrator);
        using var person = await EnterAsync(name, password);
        await ChangeAsync(book => book.ChangeAsync(id, new AccountChangeRequest { DisplayName = "x", Roles = [Role.Auditor] }, self: null, Cancellation));
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.False(await IsInAsync(person));
    }

    [Fact]
    public async Task A_session_ends_after_half_an_hour_of_nothing_and_after_eight_hours_of_anything()
    {
        var (name, password, _) = await People.MakeAsync(_town, Role.Editor);
        using (var idle = await EnterAsync(name, password))
        {
            _clock.Advance(TimeSpan.FromMinutes(31));
            Assert.False(await IsInAsync(idle));
        }

        using var busy = await EnterAsync(name, password);
        for (var quarter = 1; quarter < 32; quarter++)
        {
            _clock.Advance(TimeSpan.FromMinutes(15));
            Assert.True(await IsInAsync(busy), $"after {quarter} quarters of an hour");
        }

        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.False(await IsInAsync(busy));
    }

    [Fact]
    public async Task Showing_the_password_again_makes_it_fresh_for_five_minutes()
    {
        var (name, password, _) = await People.MakeAsync(_town, Role.DutyOfficer);
        using var person = await EnterAsync(name, password);
        person.DefaultRequestHeaders.Add(OriginGate.Header, "1");
        _clock.Advance(TimeSpan.FromMinutes(20));
        var before = await FreshUntilAsync(person);
        using var wrong = await PostAsync(person, "wrong password");
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        Assert.Equal(before, await FreshUntilAsync(person));

        using var right = await PostAsync(person, password);
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        Assert.True(before < _clock.GetUtcNow());
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromMinutes(5), await FreshUntilAsync(person));
    }

    [Theory]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("week", "/")]
    [InlineData("/week?from=2026-11-24", "/week?from=2026-11-24")]
    public async Task A_login_leads_back_into_the_house_and_nowhere_else(string back, string landed)
    {
        var (name, password, _) = await People.MakeAsync(_town, Role.Editor);
        using var person = _town.Nobody;
        using var answer = await People.ShowAsync(person, $"/login?back={Uri.EscapeDataString(back)}", ("Name", name), ("Password", password));

        Assert.Equal(landed, answer.Headers.Location!.PathAndQuery());
    }

    private Task<HttpResponseMessage> PostAsync(HttpClient person, string secret) =>
        System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(person, "/api/reauthenticate", new { secret }, Cancellation);

    private async Task<DateTimeOffset?> FreshUntilAsync(HttpClient person) =>
        (await System.Net.Http.Json.HttpClientJsonExtensions.GetFromJsonAsync<SessionView>(person, "/api/session", TownHost.Json, Cancellation))!.FreshUntil;

    private async Task<HttpClient> EnterAsync(string name, string password)
    {
        var person = _town.Nobody;
        using var answer = await People.ShowAsync(person, "/login", ("Name", name), ("Password", password));
        Assert.True(await IsInAsync(person));
        return person;
    }

    private async Task<bool> LogsInAsync(string name, string password)
    {
        using var person = _town.Nobody;
        using var answer = await People.ShowAsync(person, "/login", ("Name", name), ("Password", password));
        return await IsInAsync(person);
    }

    private static async Task<bool> IsInAsync(HttpClient person)
    {
        using var answer = await person.GetAsync("/api/session", Cancellation);
        return answer.StatusCode is HttpStatusCode.OK;
    }

    private async Task ChangeAsync(Func<AccountBook, Task<AccountChange>> change)
    {
        await using var scope = _town.Get<IServiceScopeFactory>().CreateAsyncScope();
        Assert.NotNull((await change(scope.ServiceProvider.GetRequiredService<AccountBook>())).Changed);
    }

    private async Task<(byte[] Key, IReadOnlyList<string> Recovery)> SwitchOnAsync(Guid id)
    {
        var codes = _town.Get<SecondFactor>();
        await using var database = _town.OpenDatabase();
        var account = await database.Accounts.SingleAsync(known => known.Id == id, Cancellation);
        var key = codes.Begin(account);
        Assert.True(codes.TryConfirm(account, Totp.CodeAt(key, _clock.GetUtcNow()), out var recovery));
        await _town.Get<AuditTrail>().WriteAsync(database, Actor.Controller, "test", "test", null, null, Cancellation);
        return (key, recovery);
    }
}
