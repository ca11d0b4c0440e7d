namespace CloudBroadcast.Controller.Library.Columns;

/// <summary>A column as the API shows it.</summary>
internal sealed record ColumnView(
    Guid Id, string Title, IReadOnlyList<Guid> ProgrammeIds, ColumnEnd AtEnd, Category Category, ColumnSource Source, string? Folder, string? FeedUrl,
    DateTimeOffset? LookedAt, string? Trouble, int Version)
{
    public static ColumnView Of(Column column) => new(
        column.Id, column.Title, [.. column.ProgrammeIds], column.AtEnd, column.Category, column.Source, column.Folder, column.FeedUrl,
        column.LookedAt, column.Trouble, column.Version);
}

/// <summary>What a column shall be.</summary>
internal sealed record ColumnRequest
{
    public required string Title { get; init; }

    public IReadOnlyList<Guid> ProgrammeIds { get; init; } = [];

    public ColumnEnd AtEnd { get; init; }

    public Category Category { get; init; }

    public ColumnSource Source { get; init; }

    /// <summary>Needed with source folder: one of GET /api/columns/folders.</summary>
    public string? Folder { get; init; }

    /// <summary>Needed with source feed.</summary>
    public string? FeedUrl { get; init; }

    /// <summary>The version that was read before the edit; needed to replace.</summary>
    public int? Version { get; init; }
}
