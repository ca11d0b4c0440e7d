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

/// <summary>A piece of audio in the library: uploaded, recorded or spoken from text.</summary>
internal sealed class Programme
{
    public required Guid Id { get; init; }

    /// <summary>1 to 120 characters, unique.</summary>
    public required string Title { get; set; }

    public required Category Category { get; set; }

    /// <summary>SHA-256 of its Ogg Opus file, 64 lower-case hex digits.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Samples at 48 kHz that are heard.</summary>
    public required long LengthSamples { get; init; }

    /// <summary>Opus packets of 20 ms in the file.</summary>
    public required int Packets { get; init; }

    /// <summary>Samples at 48 kHz that the decoder gives first and nobody shall hear.</summary>
    public required int PreSkip { get; init; }

    /// <summary>Integrated loudness of what was given, LUFS (ITU-R BS.1770).</summary>
    public required double SourceLufs { get; init; }

    /// <summary>Integrated loudness of what is stored, LUFS.</summary>
    public required double Lufs { get; init; }

    /// <summary>The words, when it was spoken from text.</summary>
    public string? Text { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Length of what is heard.</summary>
    public TimeSpan Length => TimeSpan.FromSeconds(LengthSamples / (double)Protocol.Opus.SampleRate);
}
