using CloudBroadcast.Controller.Library.Review;

namespace CloudBroadcast.Controller.Library;

/// <summary>
/// A programme as the API shows it: the integrated loudness of what is stored and of what was given, the SHA-256 of its Ogg Opus
/// file, and the words when it was spoken from text.
/// </summary>
internal sealed record ProgrammeView(
    Guid Id, string Title, Category Category, long LengthMs, double Lufs, double SourceLufs, string ContentHash, string? Text, DateTimeOffset CreatedAt)
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
        programme.CreatedAt);
}

/// <summary>The peaks of equal stretches of a programme, 0 to 255 = full scale.</summary>
internal sealed record WaveformView(IReadOnlyList<int> Peaks);

/// <summary>A text to speak into the library.</summary>
internal sealed record SpeechRequest(string Title, Category Category, string Text);

/// <summary>A playlist as the API shows it.</summary>
internal sealed record PlaylistView(Guid Id, string Title, IReadOnlyList<Guid> ProgrammeIds)
{
    public static PlaylistView Of(Playlist playlist) => new(playlist.Id, playlist.Title, playlist.ProgrammeIds);
}

/// <summary>What a playlist shall be.</summary>
internal sealed record PlaylistRequest(string Title, IReadOnlyList<Guid> ProgrammeIds);
