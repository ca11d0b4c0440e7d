namespace CloudBroadcast.Controller.Library.Versions;

/// <summary>What a programme sounded like before its present version. The audio stays in the library as long as the programme.</summary>
internal sealed class ProgrammeVersion
{
    public required Guid ProgrammeId { get; init; }

    /// <summary>From 1, without gaps.</summary>
    public required int Number { get; init; }

    /// <summary>SHA-256 of its Ogg Opus file, 64 lower-case hex digits.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Samples at 48 kHz that are heard.</summary>
    public required long LengthSamples { get; init; }

    /// <summary>Opus packets of 20 ms in the file.</summary>
    public required int Packets { get; init; }

    /// <summary>Samples at 48 kHz that the decoder gives first and nobody shall hear.</summary>
    public required int PreSkip { get; init; }

    /// <summary>Integrated loudness of what was given, LUFS.</summary>
    public required double SourceLufs { get; init; }

    /// <summary>Integrated loudness of what is stored, LUFS.</summary>
    public required double Lufs { get; init; }

    public required ProgrammeOrigin Origin { get; init; }

    /// <summary>The words, when it was spoken from text.</summary>
    public string? Text { get; init; }

    /// <summary>The id of the voice that spoke it.</summary>
    public string? Voice { get; init; }

    /// <summary>In percent of the usual speed.</summary>
    public int? SpeedPercent { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Who made it, as the audit trail calls them; null where that was not kept.</summary>
    public string? MadeBy { get; init; }

    /// <summary>Length of what is heard.</summary>
    public TimeSpan Length => TimeSpan.FromSeconds(LengthSamples / (double)Protocol.Opus.SampleRate);

    /// <summary>The present version of a programme, to be kept when another one takes its place.</summary>
    public static ProgrammeVersion Of(Programme programme) => new()
    {
        ProgrammeId = programme.Id,
        Number = programme.Version,
        ContentHash = programme.ContentHash,
        LengthSamples = programme.LengthSamples,
        Packets = programme.Packets,
        PreSkip = programme.PreSkip,
        SourceLufs = programme.SourceLufs,
        Lufs = programme.Lufs,
        Origin = programme.Origin,
        Text = programme.Text,
        Voice = programme.Voice,
        SpeedPercent = programme.SpeedPercent,
        MadeAt = programme.VersionAt ?? programme.CreatedAt,
        MadeBy = programme.VersionBy,
    };
}
