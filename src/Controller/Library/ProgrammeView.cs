using CloudBroadcast.Controller.Library.Review;

namespace CloudBroadcast.Controller.Library;

/// <summary>
/// A programme as the API shows it: the integrated loudness of what is stored and of what was given, the SHA-256 of its Ogg Opus
/// file, and the words when it was spoken from text. <paramref name="Version"/> counts what it sounded like,
/// <paramref name="Revision"/> every change; each change names the one that it was made against.
/// </summary>
internal sealed record ProgrammeView(
    Guid Id, string Title, Category Category, long LengthMs, double Lufs, double SourceLufs, string ContentHash, string? Text, DateTimeOffset CreatedAt,
    ProgrammeOrigin Origin, string? Voice, int? SpeedPercent, IReadOnlyList<string> Tags, DateOnly? ValidUntil, int Version, int Revision)
{
    /// <summary>How far its audio has come on its way on air; null where that is not asked.</summary>
    public ReviewState? Review { get; init; }

    public static ProgrammeView Of(ReviewedProgramme one) => Of(one.Programme) with { Review = one.Standing.State };

    public static ProgrammeView Of(Programme programme) => new(
        programme.Id,
        programme.Title,
        programme.Category,
        (long)programme.Length.TotalMilliseconds,
        programme.Lufs,
        programme.SourceLufs,
        programme.ContentHash,
        programme.Text,
        programme.CreatedAt,
        programme.Origin,
        programme.Voice,
        programme.SpeedPercent,
        programme.Tags,
        programme.ValidUntil,
        programme.Version,
        programme.Revision);
}

/// <summary>What a programme shall be called and found by, made against a revision that was read before.</summary>
internal sealed record ProgrammeChange(string Title, Category Category, IReadOnlyList<string> Tags, DateOnly? ValidUntil, int Revision);

/// <summary>Where a programme is used: titles of schedules, playlists and columns with their ids, and how often it was broadcast.</summary>
internal sealed record ProgrammeUseView(IReadOnlyList<UsedIn> Schedules, IReadOnlyList<UsedIn> Playlists, IReadOnlyList<UsedIn> Columns, int Broadcasts);

/// <summary>A schedule, playlist or column that uses a programme.</summary>
internal sealed record UsedIn(Guid Id, string Title);

/// <summary>The peaks of equal stretches of a programme, 0 to 255 = full scale.</summary>
internal sealed record WaveformView(IReadOnlyList<int> Peaks);

/// <summary>A text to speak into the library.</summary>
internal sealed record SpeechRequest(string Title, Category Category, string Text, string? Voice = null, int SpeedPercent = 100);

/// <summary>A playlist as the API shows it.</summary>
internal sealed record PlaylistView(Guid Id, string Title, IReadOnlyList<Guid> ProgrammeIds)
{
    public static PlaylistView Of(Playlist playlist) => new(playlist.Id, playlist.Title, playlist.ProgrammeIds);
}

/// <summary>What a playlist shall be.</summary>
internal sealed record PlaylistRequest(string Title, IReadOnlyList<Guid> ProgrammeIds);
