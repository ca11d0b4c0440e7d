using System.Security.Claims;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Duty;

/// <summary>What became of a note.</summary>
internal enum ShiftNoteOutcome
{
    Kept,

    /// <summary>It has no word, or more than <see cref="ShiftNotes.LongestText"/> characters.</summary>
    BadText,

    /// <summary>The person watches over no more than an own area, or over nothing.</summary>
    Forbidden,
}

/// <summary>Keeps the notes of the shifts: each is added, none takes another's place. Safe to use from many threads.</summary>
internal sealed class ShiftNotes(IDbContextFactory<TownDbContext> databases, AuditTrail audit, TimeProvider time)
{
    public const int LongestText = 1_000;

    /// <summary>Raised after a note was added; on any thread.</summary>
    public event Action? Changed;

    /// <summary>Whoever may silence the whole town is on duty for it.</summary>
    public static bool MayWrite(ClaimsPrincipal who) => who.May(Right.Stop) && !who.IsBoundToArea(Right.Stop);

    public async Task<ShiftNoteOutcome> AddAsync(ClaimsPrincipal who, string? text, CancellationToken cancellationToken)
    {
        if (!MayWrite(who))
        {
            return ShiftNoteOutcome.Forbidden;
        }

        // A browser sends each line break as two characters and counts it as one.
        var written = (text ?? "").ReplaceLineEndings("\n").Trim();
        if (written.Length is 0 or > LongestText)
        {
            return ShiftNoteOutcome.BadText;
        }

        var note = new ShiftNote { Id = Guid.CreateVersion7(), At = time.GetUtcNow(), Author = who.ShownName(), Text = written };
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        database.ShiftNotes.Add(note);
        await audit.WriteAsync(database, "shiftNote.write", "town", null, new { note.Text }, cancellationToken);
        Changed?.Invoke();
        return ShiftNoteOutcome.Kept;
    }

    /// <summary>The notes from an instant on, the newest first.</summary>
    public async Task<IReadOnlyList<ShiftNote>> SinceAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.ShiftNotes.AsNoTracking().Where(note => note.At >= from).OrderByDescending(note => note.At).ThenByDescending(note => note.Id).ToListAsync(cancellationToken);
    }
}
