using System.Collections.Concurrent;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Uploads;

/// <summary>What became of a wish about an upload; exactly one member says it, and none when there is no such upload of this person.</summary>
internal sealed record UploadOutcome
{
    public UploadView? View { get; init; }

    /// <summary>A field that can't be taken.</summary>
    public (string Field, object Value, string Allowed)? Problem { get; init; }

    /// <summary>Why it can't be done as things stand.</summary>
    public string? Conflict { get; init; }

    public static readonly UploadOutcome Unknown = new();
}

/// <summary>Takes files in pieces, each from its owner alone. Safe for all threads.</summary>
internal sealed class UploadDesk(
    IDbContextFactory<TownDbContext> databases, AudioFiles files, UploadImports imports, IOptions<LibraryOptions> options, TimeProvider time)
{
    private readonly LibraryOptions _options = options.Value;
    private readonly ConcurrentDictionary<Guid, bool> _beingWritten = new();

    public async Task<UploadOutcome> BeginAsync(Actor owner, UploadRequest request, CancellationToken cancellationToken)
    {
        var title = string.IsNullOrEmpty(request.Title) ? LibraryRules.TitleOf(request.FileName) : request.Title;
        if (!LibraryRules.IsTitle(title))
        {
            return Wrong("title", title, LibraryRules.TitleAllowed);
        }

        if (request.Bytes < 1 || request.Bytes > _options.MaxUploadBytes)
        {
            return Wrong("bytes", request.Bytes, $"1 to {_options.MaxUploadBytes}");
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var open = await database.Uploads.CountAsync(
            upload => upload.Owner == owner.Who && upload.State != UploadState.Done, cancellationToken);
        if (open >= _options.OpenUploads)
        {
            return new UploadOutcome { Conflict = $"You have {open} uploads that are not finished. Finish or delete some; allowed are {_options.OpenUploads}." };
        }

        var upload = new Upload
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Owner = owner.Who,
            From = owner.From,
            FileName = request.FileName.Length > LibraryRules.MaxTitleChars ? request.FileName[^LibraryRules.MaxTitleChars..] : request.FileName,
            Bytes = request.Bytes,
            Title = title,
            Category = request.Category,
            IsRecording = request.IsRecording,
            State = UploadState.Receiving,
            CreatedAt = time.GetUtcNow(),
            TouchedAt = time.GetUtcNow(),
        };
        database.Uploads.Add(upload);
        await database.SaveChangesAsync(cancellationToken);
        return Shown(upload);
    }

    /// <summary>The owner's, the newest first.</summary>
    public async Task<List<UploadView>> ListAsync(Actor owner, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var uploads = await database.Uploads.AsNoTracking().Where(upload => upload.Owner == owner.Who)
            .OrderByDescending(upload => upload.CreatedAt).ToListAsync(cancellationToken);
        return uploads.ConvertAll(View);
    }

    public async Task<UploadOutcome> FindAsync(Actor owner, Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await FindAsync(database, owner, id, cancellationToken) is { } upload ? Shown(upload) : UploadOutcome.Unknown;
    }

    /// <summary>Adds a piece that begins at <paramref name="offset"/>. What has arrived when the line breaks stays.</summary>
    public async Task<UploadOutcome> AppendAsync(Actor owner, Guid id, long offset, Stream piece, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(database, owner, id, cancellationToken) is not { } upload)
        {
            return UploadOutcome.Unknown;
        }

        if (upload.State is not UploadState.Receiving)
        {
            return new UploadOutcome { Conflict = $"The upload is {upload.State} and takes no more pieces." };
        }

        if (!_beingWritten.TryAdd(id, true))
        {
            return new UploadOutcome { Conflict = "Another piece of this upload is just arriving." };
        }

        try
        {
            await using var file = new FileStream(files.UploadFile(id), FileMode.OpenOrCreate, FileAccess.Write);
            if (offset != file.Length)
            {
                return new UploadOutcome { Conflict = $"offset is \"{offset}\". Allowed: {file.Length}, which is what has arrived." };
            }

            file.Position = offset;
            if (!await CopyAsync(piece, file, upload.Bytes, cancellationToken))
            {
                return Wrong("body", $"more than {upload.Bytes - offset} bytes", $"{upload.Bytes - offset} bytes, which are all that is missing of {upload.Bytes}");
            }
        }
        finally
        {
            _beingWritten.TryRemove(id, out _);
        }

        upload.TouchedAt = time.GetUtcNow();
        await database.SaveChangesAsync(cancellationToken);
        return Shown(upload);
    }

    /// <summary>Lets the whole file become a programme; also again, where it was refused for its title alone.</summary>
    public async Task<UploadOutcome> FinishAsync(Actor owner, Guid id, UploadFinish finish, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(database, owner, id, cancellationToken) is not { } upload)
        {
            return UploadOutcome.Unknown;
        }

        if (finish.Title is { } title && !LibraryRules.IsTitle(title))
        {
            return Wrong("title", title, LibraryRules.TitleAllowed);
        }

        if (upload.State is UploadState.Importing or UploadState.Done)
        {
            return Shown(upload);
        }

        if (upload is { State: UploadState.Refused, Fault: not (ImportFault.TitleTaken or ImportFault.Broken or ImportFault.TooSlow) })
        {
            return new UploadOutcome { Conflict = $"The upload was refused: {upload.Problem}" };
        }

        if (Received(id) < upload.Bytes)
        {
            return new UploadOutcome { Conflict = $"Of {upload.Bytes} bytes {Received(id)} have arrived. Send the rest first." };
        }

        (upload.Title, upload.Category) = (finish.Title ?? upload.Title, finish.Category ?? upload.Category);
        (upload.State, upload.Fault, upload.Problem, upload.TouchedAt) = (UploadState.Importing, null, null, time.GetUtcNow());
        await database.SaveChangesAsync(cancellationToken);
        imports.Add(id);
        return Shown(upload);
    }

    /// <summary>Takes an upload away; false when this person has none of that id. What it became stays.</summary>
    public async Task<UploadOutcome> DropAsync(Actor owner, Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(database, owner, id, cancellationToken) is not { } upload)
        {
            return UploadOutcome.Unknown;
        }

        if (upload.State is UploadState.Importing)
        {
            return new UploadOutcome { Conflict = "The upload just becomes a programme. Delete that when it is there." };
        }

        database.Uploads.Remove(upload);
        await database.SaveChangesAsync(cancellationToken);
        File.Delete(files.UploadFile(id));
        return Shown(upload);
    }

    private static async Task<bool> CopyAsync(Stream piece, FileStream file, long bytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[81920];
        int got;
        while ((got = await piece.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (file.Position + got > bytes)
            {
                return false;
            }

            await file.WriteAsync(buffer.AsMemory(0, got), cancellationToken);
        }

        return true;
    }

    private static Task<Upload?> FindAsync(TownDbContext database, Actor owner, Guid id, CancellationToken cancellationToken) =>
        database.Uploads.SingleOrDefaultAsync(upload => upload.Id == id && upload.Owner == owner.Who, cancellationToken);

    private static UploadOutcome Wrong(string field, object value, string allowed) => new() { Problem = (field, value, allowed) };

    private UploadOutcome Shown(Upload upload) => new() { View = View(upload) };

    private UploadView View(Upload upload) => new(
        upload.Id, upload.FileName, upload.Title, upload.Category, upload.Bytes,
        upload.State is UploadState.Done ? upload.Bytes : Received(upload.Id),
        upload.State,
        upload.State is UploadState.Done ? 1 : imports.ProgressOf(upload.Id),
        upload.ProgrammeId, upload.Fault, upload.Problem);

    private long Received(Guid id) => new FileInfo(files.UploadFile(id)) is { Exists: true } file ? file.Length : 0;
}
