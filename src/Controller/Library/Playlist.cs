namespace CloudBroadcast.Controller.Library;

/// <summary>Ordered programmes.</summary>
internal sealed class Playlist
{
    public required Guid Id { get; init; }

    /// <summary>1 to 120 characters, unique.</summary>
    public required string Title { get; set; }

    /// <summary>The programmes in the order in which they sound; one may stand in it more than once.</summary>
    public required List<Guid> ProgrammeIds { get; set; }
}
