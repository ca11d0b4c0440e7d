namespace CloudBroadcast.Controller.Library.Versions;

/// <summary>One version of a programme as the API shows it.</summary>
internal sealed record VersionView(
    int Number, bool IsPresent, string ContentHash, long LengthMs, double Lufs, ProgrammeOrigin Origin, string? Text, DateTimeOffset MadeAt, string? MadeBy)
{
    public static VersionView Of(ProgrammeVersion version, bool isPresent) => new(
        version.Number, isPresent, version.ContentHash, (long)version.Length.TotalMilliseconds, version.Lufs, version.Origin, version.Text, version.MadeAt, version.MadeBy);
}

/// <summary>Which part of the present version stays, in ms from its start, and how long it fades. Made against a version that was read before.</summary>
internal sealed record CutRequest(int Version, long StartMs, long EndMs, long FadeInMs = 0, long FadeOutMs = 0)
{
    public Cut ToCut() => new()
    {
        Start = TimeSpan.FromMilliseconds(StartMs),
        End = TimeSpan.FromMilliseconds(EndMs),
        FadeIn = TimeSpan.FromMilliseconds(FadeInMs),
        FadeOut = TimeSpan.FromMilliseconds(FadeOutMs),
    };
}

/// <summary>An earlier version that shall be the present one again, made against a version that was read before.</summary>
internal sealed record RestoreRequest(int Version);

/// <summary>Another text for a programme, made against a version that was read before.</summary>
internal sealed record SpeakAgainRequest(int Version, string Text, string? Voice = null, int SpeedPercent = 100);
