namespace CloudBroadcast.Controller.Library.Columns;

/// <summary>What a column does when each of its episodes has sounded.</summary>
internal enum ColumnEnd
{
    /// <summary>从头再播.</summary>
    Repeat,

    /// <summary>停下并提醒.</summary>
    Stop,
}

/// <summary>Where new episodes of a column come from by themselves.</summary>
internal enum ColumnSource
{
    /// <summary>From nowhere: somebody chooses programmes of the library.</summary>
    Library,

    /// <summary>A folder on the controller's machine.</summary>
    Folder,

    /// <summary>An RSS feed with enclosures, as podcasts have it.</summary>
    Feed,
}

/// <summary>每日一栏: a named series of episodes of which each day has the next.</summary>
internal sealed class Column
{
    public required Guid Id { get; init; }

    /// <summary>1 to 120 characters, unique.</summary>
    public required string Title { get; set; }

    /// <summary>The episodes in the order in which the days have them; none stands twice.</summary>
    public required List<Guid> ProgrammeIds { get; set; }

    public required ColumnEnd AtEnd { get; set; }

    /// <summary>What programmes are filed under that come by themselves.</summary>
    public required Category Category { get; set; }

    public required ColumnSource Source { get; set; }

    /// <summary>The watched folder, as <see cref="ColumnFolders"/> offers it; of <see cref="ColumnSource.Folder"/> alone.</summary>
    public string? Folder { get; set; }

    /// <summary>Address of the feed; of <see cref="ColumnSource.Feed"/> alone.</summary>
    public string? FeedUrl { get; set; }

    /// <summary>What the feed's server called its last answer (RFC 9110, section 8.8.3).</summary>
    public string? FeedTag { get; set; }

    /// <summary>When folder or feed was looked at last; null before the first time.</summary>
    public DateTimeOffset? LookedAt { get; set; }

    /// <summary>Why the last look or what it found came to nothing, in words for people; null when all was well.</summary>
    public string? Trouble { get; set; }

    /// <summary>Rises with each change of what people see of it; a stale edit is refused.</summary>
    public int Version { get; set; }
}
