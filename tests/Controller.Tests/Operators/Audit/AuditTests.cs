using System.Net.Http.Json;
using CloudBroadcast.Controller.Operators.Tokens;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Audit;

public sealed class AuditTests : IAsyncDisposable
{
    private readonly TownHost _town = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task Logins_changes_and_refusals_stand_in_the_trail_with_who_and_from_where()
    {
        using var editor = await People.LoginAsync(_town, Role.Editor);
        editor.DefaultRequestHeaders.Add(Door.OriginGate.Header, "1");
        using var refused = await editor.PostAsJsonAsync("/api/tokens", new TokenRequest { Name = "x", Scopes = [Right.Read] }, TownHost.Json, Cancellation);
        using var stopped = await editor.PostAsJsonAsync("/api/broadcasts/stop", new { }, Cancellation);
        using var made = await _town.Http.PostAsJsonAsync("/api/tokens", new TokenRequest { Name = "县平台", Scopes = [Right.Read] }, TownHost.Json, Cancellation);

        var entries = await _town.GetAsync<List<AuditEntryView>>("/api/audit");
        var name = Assert.Single(entries, entry => entry.Action == "login").Who;
        Assert.Contains(entries, entry => entry is { Action: "MakeToken", From: "127.0.0.1", After: "{\"status\":403}" } && entry.Who == name);
        Assert.Contains(entries, entry => entry is { Action: "broadcast.stop-all", Before: "[]" } && entry.Who == name);
        Assert.Contains(entries, entry => entry is { Action: "token.make", Who: "token test", Subject: "县平台", Before: null } && entry.After!.Contains("县平台", StringComparison.Ordinal));
        Assert.Contains(entries, entry => entry is { Action: "account.make", Subject: "admin", Who: "controller" });
        Assert.DoesNotContain(entries, entry => $"{entry.Before}{entry.After}".Contains("cbt_", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(number => (long)number), entries.Select(entry => entry.Number));
    }

    [Theory]
    [InlineData("""UPDATE "AuditEntries" SET "Who" = 'somebody else' WHERE "Number" = 2""")]
    [InlineData("""DELETE FROM "AuditEntries" WHERE "Number" = 2""")]
    [InlineData("""INSERT OR REPLACE INTO "AuditEntries" SELECT "Number", "At", 'somebody else', "From", "Action", "Subject", "Before", "After", "PreviousHash", "Hash" FROM "AuditEntries" WHERE "Number" = 2""")]
    public async Task The_database_refuses_to_change_an_entry(string statement)
    {
        _town.ErrorsAreExpected = true;
        await FillAsync(3);
        await using var database = _town.OpenDatabase();
        var error = await Assert.ThrowsAsync<SqliteException>(() => database.Database.ExecuteSqlRawAsync(statement, Cancellation));

        Assert.Contains("append-only", error.Message, StringComparison.Ordinal);
        Assert.Null((await _town.GetAsync<AuditCheckView>("/api/audit/check")).FirstBroken);
    }

    [Theory]
    [InlineData("""UPDATE "AuditEntries" SET "Who" = 'somebody else' WHERE "Number" = 3""", 3)]
    [InlineData("""UPDATE "AuditEntries" SET "After" = NULL WHERE "Number" = 2""", 2)]
    [InlineData("""UPDATE "AuditEntries" SET "At" = "At" + 600000000 WHERE "Number" = 4""", 4)]
    [InlineData("""DELETE FROM "AuditEntries" WHERE "Number" = 2""", 2)]
    [InlineData("""DELETE FROM "AuditEntries" WHERE "Number" = 1""", 1)]
    public async Task An_entry_that_somebody_changed_under_the_triggers_is_named(string statement, long number)
    {
        await FillAsync(5);
        Assert.Null((await _town.GetAsync<AuditCheckView>("/api/audit/check")).FirstBroken);
        await using (var database = _town.OpenDatabase())
        {
            await database.Database.ExecuteSqlRawAsync("""DROP TRIGGER "AuditEntries_NoUpdate"; DROP TRIGGER "AuditEntries_NoDelete";""", Cancellation);
            await database.Database.ExecuteSqlRawAsync(statement, Cancellation);
        }

        Assert.Equal(number, (await _town.GetAsync<AuditCheckView>("/api/audit/check")).FirstBroken);
    }

    [Fact]
    public async Task Many_writers_at_once_leave_one_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FillAsync(10)));

        var check = await _town.GetAsync<AuditCheckView>("/api/audit/check");
        Assert.Null(check.FirstBroken);
        Assert.True(check.Entries >= 80);
    }

    [Fact]
    public async Task A_change_that_fails_leaves_no_entry()
    {
        _town.ErrorsAreExpected = true;
        await using var database = _town.OpenDatabase();
        var before = await database.AuditEntries.CountAsync(Cancellation);
        var token = new ApiToken { Id = Guid.NewGuid(), Name = "x", Hash = "same", Scopes = [], CreatedAt = DateTimeOffset.UnixEpoch };
        database.ApiTokens.AddRange(token, new ApiToken { Id = Guid.NewGuid(), Name = "y", Hash = "same", Scopes = [], CreatedAt = DateTimeOffset.UnixEpoch });
        await Assert.ThrowsAsync<DbUpdateException>(() => _town.Get<AuditTrail>().WriteAsync(database, "test", "x", null, null, Cancellation));

        await using var fresh = _town.OpenDatabase();
        Assert.Equal(before, await fresh.AuditEntries.CountAsync(Cancellation));
        Assert.False(await fresh.ApiTokens.AnyAsync(known => known.Hash == "same", Cancellation));
    }

    private async Task FillAsync(int entries)
    {
        for (var number = 0; number < entries; number++)
        {
            await using var database = _town.OpenDatabase();
            await _town.Get<AuditTrail>().WriteAsync(database, "test.write", $"{number}", new { number }, new { text = "停止" }, Cancellation);
        }
    }
}
