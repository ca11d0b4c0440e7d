using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Columns;
using CloudBroadcast.Controller.Library.Import;

namespace CloudBroadcast.Controller.Console.Library;

/// <summary>Which programmes to show; empty fields leave nothing out.</summary>
internal sealed record LibraryFilter(string Words, Category? Category, string Tag, int Page);

/// <summary>A programme as the list shows it.</summary>
internal sealed record ProgrammeRow(Programme Programme, ProgrammeUse Use, byte[] Peaks, bool IsExpired);

/// <summary>One page of the list.</summary>
internal sealed record LibraryListing(IReadOnlyList<ProgrammeRow> Rows, int Found, int All, int Playlists, int Columns, int Page, int Pages, IReadOnlyList<string> Tags);

/// <summary>Reads the list of programmes.</summary>
internal sealed class LibraryRows(ProgrammeLibrary library, PlaylistLibrary playlists, ColumnLibrary columns, ProgrammeUses uses, AudioFiles files, TownTime time)
{
    private const int PerPage = 20;

    public async Task<LibraryListing> ReadAsync(LibraryFilter filter, CancellationToken cancellationToken)
    {
        var all = await library.ListAsync(cancellationToken);
        var found = all.Where(programme => Fits(programme, filter)).OrderByDescending(programme => programme.VersionAt ?? programme.CreatedAt)
            .ThenBy(programme => programme.Title, StringComparer.Ordinal).ToList();
        var pages = Math.Max(1, (found.Count + PerPage - 1) / PerPage);
        var page = Math.Clamp(filter.Page, 1, pages);
        var use = await uses.ReadAsync(cancellationToken);
        var rows = new List<ProgrammeRow>();
        foreach (var programme in found.Skip((page - 1) * PerPage).Take(PerPage))
        {
            rows.Add(new ProgrammeRow(
                programme,
                use.GetValueOrDefault(programme.Id, ProgrammeUse.None),
                await files.WaveformAsync(programme.ContentHash, cancellationToken),
                programme.IsExpired(time.Today)));
        }

        var tags = all.SelectMany(programme => programme.Tags).Distinct().Order(StringComparer.Ordinal).ToList();
        return new LibraryListing(rows, found.Count, all.Count, (await playlists.ListAsync(cancellationToken)).Count, (await columns.ListAsync(cancellationToken)).Count, page, pages, tags);
    }

    private static bool Fits(Programme programme, LibraryFilter filter) =>
        (filter.Category is null || programme.Category == filter.Category)
        && (filter.Tag.Length == 0 || programme.Tags.Contains(filter.Tag))
        && filter.Words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).All(word =>
            programme.Title.Contains(word, StringComparison.CurrentCultureIgnoreCase)
            || programme.Text?.Contains(word, StringComparison.CurrentCultureIgnoreCase) == true
            || programme.Tags.Any(tag => tag.Contains(word, StringComparison.CurrentCultureIgnoreCase)));
}
