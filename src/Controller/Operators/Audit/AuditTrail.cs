using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Audit;

/// <summary>Writes the audit trail. Safe to use from many threads and several controllers.</summary>
internal sealed class AuditTrail(IHttpContextAccessor requests, TimeProvider time)
{
    // Any number that nobody else locks by: "audt".
    private const string PostgresLock = "SELECT pg_advisory_xact_lock(1635083380)";

    private static readonly JsonSerializerOptions Json = new(HttpGround.Configured()) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly object IsWritten = new();

    /// <summary>Whoever sent the present request; outside of one the controller itself.</summary>
    public Actor Present => requests.HttpContext is { } http ? Actor.Of(http) : Actor.Controller;

    /// <summary>Where the present request comes from; null outside of one.</summary>
    public string? Address => requests.HttpContext is { } http ? Actor.AddressOf(http) : null;

    /// <summary>Whoever sent the present request; null outside of one.</summary>
    public ClaimsPrincipal? Person => requests.HttpContext?.User;

    /// <summary>
    /// Saves what the context holds unsaved, and this entry with it, in one transaction: the context's own if it has begun one.
    /// <paramref name="action"/> is <c>noun.verb</c>, <paramref name="subject"/> the name or id of what is changed;
    /// <paramref name="before"/> and <paramref name="after"/> are kept as JSON, null when there was or is nothing, and hold no secrets.
    /// </summary>
    public Task WriteAsync(
        TownDbContext database, string action, string subject, object? before, object? after, CancellationToken cancellationToken = default) =>
        WriteAsync(database, null, action, subject, before, after, cancellationToken);

    /// <summary>As above, by somebody else; null is whoever sent the present request, or the controller itself.</summary>
    public async Task WriteAsync(
        TownDbContext database, Actor? by, string action, string subject, object? before, object? after, CancellationToken cancellationToken)
    {
        await using var own = database.Database.CurrentTransaction is null
            ? await database.Database.BeginTransactionAsync(cancellationToken)
            : null;

        // SQLite has let nobody else write since the transaction began.
        if (database.Database.IsNpgsql())
        {
            await database.Database.ExecuteSqlRawAsync(PostgresLock, cancellationToken);
        }

        var entry = await NextAsync(database, by, action, subject, before, after, cancellationToken);
        database.AuditEntries.Add(entry);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            await (own?.CommitAsync(cancellationToken) ?? Task.CompletedTask);
        }
        finally
        {
            database.Entry(entry).State = EntityState.Detached;
        }

        if (requests.HttpContext is { } http)
        {
            http.Items[IsWritten] = true;
        }
    }

    /// <summary>Whether this request has left an entry.</summary>
    public static bool HasEntryOf(HttpContext http) => http.Items.ContainsKey(IsWritten);

    private async Task<AuditEntry> NextAsync(
        TownDbContext database, Actor? by, string action, string subject, object? before, object? after, CancellationToken cancellationToken)
    {
        var last = await database.AuditEntries.AsNoTracking().OrderByDescending(entry => entry.Number)
            .Select(entry => new { entry.Number, entry.Hash }).FirstOrDefaultAsync(cancellationToken);
        var actor = by ?? Present;
        var entry = new AuditEntry
        {
            Number = (last?.Number ?? 0) + 1,
            At = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
            Who = actor.Who,
            From = actor.From,
            Action = action,
            Subject = subject,
            Before = Written(before),
            After = Written(after),
            PreviousHash = last?.Hash ?? new byte[32],
        };
        entry.Hash = entry.ComputeHash();
        return entry;
    }

    private static string? Written(object? value) => value is null ? null : JsonSerializer.Serialize(value, Json);
}
