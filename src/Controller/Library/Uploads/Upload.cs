using CloudBroadcast.Controller.Library.Import;

namespace CloudBroadcast.Controller.Library.Uploads;

/// <summary>How far an upload came.</summary>
internal enum UploadState
{
    /// <summary>Pieces of the file are awaited.</summary>
    Receiving,

    /// <summary>The file is here and becomes a programme.</summary>
    Importing,

    /// <summary>It is a programme.</summary>
    Done,

    /// <summary>It can't become one; <see cref="Upload.Fault"/> says why.</summary>
    Refused,
}

/// <summary>
/// A file that comes in pieces and becomes a programme. How much of it is here says the length of its file alone, so that a
/// broken line, a reload and a power cut cost nothing that has arrived.
/// </summary>
internal sealed class Upload
{
    public required Guid Id { get; init; }

    /// <summary>Who sends it, as the audit trail calls them; nobody else sees it.</summary>
    public required string Owner { get; init; }

    /// <summary>The address from which it was begun.</summary>
    public required string From { get; init; }

    /// <summary>As the browser calls the file; only shown, never a path.</summary>
    public required string FileName { get; init; }

    /// <summary>Of the whole file.</summary>
    public required long Bytes { get; init; }

    /// <summary>What the programme shall be called.</summary>
    public required string Title { get; set; }

    public required Category Category { get; set; }

    /// <summary>Whether a browser's microphone made it.</summary>
    public required bool IsRecording { get; init; }

    public required UploadState State { get; set; }

    /// <summary>Why it was refused.</summary>
    public ImportFault? Fault { get; set; }

    /// <summary>The same in a sentence, in English.</summary>
    public string? Problem { get; set; }

    /// <summary>What it became.</summary>
    public Guid? ProgrammeId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last asked for anything; it is swept when that is long ago.</summary>
    public required DateTimeOffset TouchedAt { get; set; }
}
