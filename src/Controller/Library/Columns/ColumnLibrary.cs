using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Library.Columns;

/// <summary>The columns: written, found, fed, and taken away again. Safe to use from many threads.</summary>
internal sealed class ColumnLibrary(IDbContextFactory<TownDbContext> databases, ColumnFolders folders, AuditTrail audit, TimeProvider time)
{
    public const int MaxEpisodes = 1000;
    public const int LongestUrl = 1000;

    /// <summary>Raised after a column was written anew or has got an episode: what stands in schedules sounds otherwise from now on.</summary>
    public event Action? Changed;

    public async Task<IReadOnlyList<Column>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Columns.AsNoTracking().OrderBy(column => column.Title).ToListAsync(cancellationToken);
    }

    public async Task<Column?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Columns.AsNoTracking().SingleOrDefaultAsync(column => column.Id == id, cancellationToken);
    }

    /// <summary>The field, its value and what is allowed; null when nothing is wrong.</summary>
    public async Task<(string Field, object? Value, string Allowed)?> ProblemOfAsync(ColumnRequest request, CancellationToken cancellationToken)
    {
        if (!LibraryRules.IsTitle(request.Title))
        {
            return ("title", request.Title, LibraryRules.TitleAllowed);
        }

        if (request.ProgrammeIds.Count > MaxEpisodes || request.ProgrammeIds.Distinct().Count() < request.ProgrammeIds.Count)
        {
            return ("programmeIds", $"{request.ProgrammeIds.Count} ids", $"up to {MaxEpisodes} ids, none of them twice");
        }

        if (request.Source is ColumnSource.Folder && !folders.Offered.Contains(request.Folder ?? ""))
        {
            return ("folder", request.Folder, "one of GET /api/columns/folders");
        }

        if (request.Source is ColumnSource.Feed && !IsFeedUrl(request.FeedUrl))
        {
            return ("feedUrl", request.FeedUrl, $"an http or https address of up to {LongestUrl} characters without a name and a password in it");
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await ProgrammeLibrary.FirstUnknownAsync(database, request.ProgrammeIds, cancellationToken) is { } unknown
            ? ("programmeIds", unknown, "the ids of GET /api/programmes")
            : null;
    }

    /// <exception cref="LibraryConflictException">Another column has the title.</exception>
    public async Task<Column> AddAsync(ColumnRequest request, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var column = new Column
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Title = request.Title,
            ProgrammeIds = [],
            AtEnd = request.AtEnd,
            Category = request.Category,
            Source = request.Source,
            Version = 1,
        };
        await RefuseTakenTitleAsync(database, column.Id, request.Title, cancellationToken);
        Write(request, column);
        database.Columns.Add(column);
        await audit.WriteAsync(database, "column.make", column.Title, null, ColumnView.Of(column), cancellationToken);
        Changed?.Invoke();
        return column;
    }

    /// <summary>Writes a column anew; null when there is none of that id.</summary>
    /// <exception cref="LibraryConflictException">Another column has the title, or it was changed since it was read.</exception>
    public async Task<Column?> ReplaceAsync(Guid id, ColumnRequest request, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Columns.SingleOrDefaultAsync(entity => entity.Id == id, cancellationToken) is not { } column)
        {
            return null;
        }

        if (request.Version != column.Version)
        {
            throw Stale(column);
        }

        await RefuseTakenTitleAsync(database, id, request.Title, cancellationToken);
        var before = ColumnView.Of(column);
        Write(request, column);
        column.Version++;
        try
        {
            await audit.WriteAsync(database, "column.change", column.Title, before, ColumnView.Of(column), cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw Stale(column);
        }

        Changed?.Invoke();
        return column;
    }

    /// <summary>False when there is none of that id. Its episodes stay in the library.</summary>
    /// <exception cref="LibraryConflictException">A schedule needs it.</exception>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var schedule = await database.Schedules.Where(entity => entity.ColumnId == id).Select(entity => entity.Title).FirstOrDefaultAsync(cancellationToken);
        if (schedule is not null)
        {
            throw new LibraryConflictException(LibraryConflict.InSchedule, schedule, $"The column stands in the schedule \"{schedule}\"; take it out there first.");
        }

        if (await database.Columns.SingleOrDefaultAsync(entity => entity.Id == id, cancellationToken) is not { } column)
        {
            return false;
        }

        database.Columns.Remove(column);
        await audit.WriteAsync(database, "column.delete", column.Title, ColumnView.Of(column), null, cancellationToken);
        return true;
    }

    /// <summary>Notes what became of a file or an entry, and puts its programme behind the last episode.</summary>
    public async Task TakeAsync(Guid columnId, ColumnItem item, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            if (await database.Columns.SingleOrDefaultAsync(column => column.Id == columnId, cancellationToken) is not { } column
                || await database.ColumnItems.AnyAsync(known => known.ColumnId == columnId && known.Key == item.Key, cancellationToken))
            {
                return;
            }

            database.ColumnItems.Add(item);
            var before = ColumnView.Of(column);
            if (item.ProgrammeId is { } programme && !column.ProgrammeIds.Contains(programme))
            {
                column.ProgrammeIds = [.. column.ProgrammeIds, programme];
                column.Version++;
            }

            try
            {
                await audit.WriteAsync(
                    database, item.ProgrammeId is null ? "column.refuse" : "column.episode", $"{column.Title}: {item.Name}", before, ColumnView.Of(column), cancellationToken);
                Changed?.Invoke();
                return;
            }
            catch (DbUpdateConcurrencyException) when (tries < 3)
            {
                // Somebody has just written it: once more, behind what stands there now.
            }
        }
    }

    /// <summary>What was taken or refused before, by its key.</summary>
    public async Task<IReadOnlyDictionary<string, ColumnItem>> TakenAsync(Guid columnId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.ColumnItems.AsNoTracking().Where(item => item.ColumnId == columnId).ToDictionaryAsync(item => item.Key, StringComparer.Ordinal, cancellationToken);
    }

    /// <summary>What was refused last, after an instant; null for nothing.</summary>
    public async Task<ColumnItem?> LastRefusedAsync(Guid columnId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.ColumnItems.AsNoTracking().Where(item => item.ColumnId == columnId && item.ProgrammeId == null && item.At > since)
            .OrderByDescending(item => item.At).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Notes how a look at folder or feed went; no change that people make competes with it.</summary>
    public async Task NoteLookAsync(Guid columnId, string? trouble, string? tag, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Columns.Where(column => column.Id == columnId).ExecuteUpdateAsync(
            set => set.SetProperty(column => column.LookedAt, now).SetProperty(column => column.Trouble, trouble).SetProperty(column => column.FeedTag, tag), cancellationToken);
    }

    private static bool IsFeedUrl(string? url) =>
        url is { Length: > 0 and <= LongestUrl } && Uri.TryCreate(url, UriKind.Absolute, out var address) && FeedReader.IsHttp(address) && address.UserInfo.Length == 0;

    private static void Write(ColumnRequest request, Column column)
    {
        // Another feed has other answers.
        column.FeedTag = request.FeedUrl == column.FeedUrl ? column.FeedTag : null;
        (column.Title, column.ProgrammeIds, column.AtEnd, column.Category) = (request.Title, [.. request.ProgrammeIds], request.AtEnd, request.Category);
        (column.Source, column.Folder, column.FeedUrl) = (
            request.Source,
            request.Source is ColumnSource.Folder ? request.Folder : null,
            request.Source is ColumnSource.Feed ? request.FeedUrl : null);
        column.Trouble = null;
    }

    private static LibraryConflictException Stale(Column column) => new(
        LibraryConflict.Stale, column.Title, $"The column \"{column.Title}\" has been changed since; read it again.");

    private static async Task RefuseTakenTitleAsync(TownDbContext database, Guid id, string title, CancellationToken cancellationToken)
    {
        if (await database.Columns.AnyAsync(entity => entity.Title == title && entity.Id != id, cancellationToken))
        {
            throw new LibraryConflictException(LibraryConflict.TitleTaken, title, $"title is \"{title}\". Another column has that title.");
        }
    }
}
