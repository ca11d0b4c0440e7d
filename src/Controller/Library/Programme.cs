namespace CloudBroadcast.Controller.Library;

/// <summary>What a programme is about.</summary>
internal enum Category
{
    /// <summary>法治.</summary>
    Law,

    /// <summary>反诈.</summary>
    Fraud,

    /// <summary>禁毒.</summary>
    Drugs,

    /// <summary>反邪教.</summary>
    Cults,

    /// <summary>交通安全.</summary>
    RoadSafety,

    /// <summary>应急（知识，不是预警）.</summary>
    Emergency,

    /// <summary>通知.</summary>
    Notice,
}

/// <summary>Where a programme's present audio comes from.</summary>
internal enum ProgrammeOrigin
{
    /// <summary>A file that somebody brought.</summary>
    Uploaded,

    /// <summary>The microphone of a browser.</summary>
    Recorded,

    /// <summary>A text.</summary>
    Spoken,

    /// <summary>The version before it, with start or end taken off or faded.</summary>
    Cut,

    /// <summary>An earlier version.</summary>
    Restored,

    /// <summary>Our own chime.</summary>
    Chime,
}

/// <summary>
/// A piece of audio in the library: uploaded, recorded or spoken from text. What it sounds like is its present version; those
/// before it stand in <see cref="Versions.ProgrammeVersion"/>.
/// </summary>
internal sealed class Programme
{
    public required Guid Id { get; init; }

    /// <summary>1 to 120 characters, unique.</summary>
    public required string Title { get; set; }

    public required Category Category { get; set; }

    /// <summary>SHA-256 of its Ogg Opus file, 64 lower-case hex digits.</summary>
    public required string ContentHash { get; set; }

    /// <summary>Samples at 48 kHz that are heard.</summary>
    public required long LengthSamples { get; set; }

    /// <summary>Opus packets of 20 ms in the file.</summary>
    public required int Packets { get; set; }

    /// <summary>Samples at 48 kHz that the decoder gives first and nobody shall hear.</summary>
    public required int PreSkip { get; set; }

    /// <summary>Integrated loudness of what was given, LUFS (ITU-R BS.1770).</summary>
    public required double SourceLufs { get; set; }

    /// <summary>Integrated loudness of what is stored, LUFS.</summary>
    public required double Lufs { get; set; }

    /// <summary>The words, when it was spoken from text.</summary>
    public string? Text { get; set; }

    /// <summary>The id of the voice that spoke it; null for the usual one, and where nothing was spoken.</summary>
    public string? Voice { get; set; }

    /// <summary>How fast it was spoken, in percent of the usual; null where nothing was spoken.</summary>
    public int? SpeedPercent { get; set; }

    public ProgrammeOrigin Origin { get; set; }

    /// <summary>Number of the present version of the audio, from 1.</summary>
    public int Version { get; set; } = 1;

    /// <summary>When the present version was made; null for the first, which is as old as the programme.</summary>
    public DateTimeOffset? VersionAt { get; set; }

    /// <summary>Who made the present version, as the audit trail calls them; null where that was not kept.</summary>
    public string? VersionBy { get; set; }

    /// <summary>Words to find it by, each 1 to 20 characters.</summary>
    public List<string> Tags { get; set; } = [];

    /// <summary>The last day on which it may be planned, in the town's zone; null for no end.</summary>
    public DateOnly? ValidUntil { get; set; }

    /// <summary>Rises with each change of any kind; a stale edit is refused.</summary>
    public int Revision { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it is out of date on that day: it is not offered for planning, and where it is planned that is a warning.</summary>
    public bool IsExpired(DateOnly today) => ValidUntil < today;

    /// <summary>Length of what is heard.</summary>
    public TimeSpan Length => TimeSpan.FromSeconds(LengthSamples / (double)Protocol.Opus.SampleRate);
}
