using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>The lexicon of the product with the words above it that the town has put right.</summary>
internal sealed class TownLexicon(Lexicon ground, IDbContextFactory<TownDbContext> databases, AuditTrail audit, TimeProvider time)
{
    /// <summary>As it stands now.</summary>
    public async Task<Lexicon> ReadAsync(CancellationToken cancellationToken) => ground.With(await ListAsync(cancellationToken));

    /// <summary>The town's own words.</summary>
    public async Task<IReadOnlyList<LexiconEntry>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.LexiconEntries.AsNoTracking().OrderBy(entry => entry.Word).ToListAsync(cancellationToken);
    }

    /// <summary>Lets a word be read so from now on. The word must be one, the pinyin as <see cref="Pinyin.TryRead"/> gives it.</summary>
    public async Task<LexiconEntry> SetAsync(string word, string pinyin, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var entry = await database.LexiconEntries.SingleOrDefaultAsync(known => known.Word == word, cancellationToken);
        var before = entry?.Pinyin;
        if (entry is null)
        {
            entry = new LexiconEntry { Word = word, Pinyin = pinyin, ChangedAt = time.GetUtcNow(), ChangedBy = audit.Present.Who };
            database.LexiconEntries.Add(entry);
        }

        (entry.Pinyin, entry.ChangedAt, entry.ChangedBy) = (pinyin, time.GetUtcNow(), audit.Present.Who);
        await audit.WriteAsync(database, "lexicon.set", word, before, pinyin, cancellationToken);
        return entry;
    }

    /// <summary>Lets a word be read again as the product reads it; false when the town has not put it right.</summary>
    public async Task<bool> RemoveAsync(string word, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.LexiconEntries.SingleOrDefaultAsync(known => known.Word == word, cancellationToken) is not { } entry)
        {
            return false;
        }

        database.LexiconEntries.Remove(entry);
        await audit.WriteAsync(database, "lexicon.remove", word, entry.Pinyin, null, cancellationToken);
        return true;
    }
}
