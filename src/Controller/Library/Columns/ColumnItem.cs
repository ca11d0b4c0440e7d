namespace CloudBroadcast.Controller.Library.Columns;

/// <summary>A file or an entry of a feed that a column has taken or refused: it is never looked at again.</summary>
internal sealed class ColumnItem
{
    public required Guid ColumnId { get; init; }

    /// <summary>SHA-256 in hex of what identifies it: name, size and time of a file, or the feed's own id.</summary>
    public required string Key { get; init; }

    /// <summary>File name or title, for people.</summary>
    public required string Name { get; init; }

    /// <summary>The programme that it became; null where it could not become one.</summary>
    public Guid? ProgrammeId { get; init; }

    public required DateTimeOffset At { get; init; }
}
