namespace CloudBroadcast.Controller.Library.Import;

/// <summary>Says why a file can't become a programme: too long, too short, silent, cut off.</summary>
internal sealed class SourceCheck(string name, LibraryOptions options)
{
    // Their length stands in a table that is written whole, so a shorter sound is a cut file. A WAV header is often
    // unfinished and an MP3 length often guessed: there what can be read counts.
    private static readonly string[] ContainersWithLength = ["mov", "flac", "matroska"];

    private static readonly TimeSpan LengthTolerance = TimeSpan.FromSeconds(1);

    public void BeforeDecoding(SourceInfo info, long fileBytes)
    {
        // A header that promises more than the file holds is not believed.
        var believed = info.BitsPerSecond is not { } rate || info.Length is not { } length || length.TotalSeconds * rate / 8 <= fileBytes * 1.1;
        if (believed && info.Length > options.MaxLength)
        {
            throw TooLong();
        }
    }

    public void AfterDecoding(SourceInfo info, Loudness found, TimeSpan minLength)
    {
        if (found.Length > options.MaxLength)
        {
            throw TooLong();
        }

        if (found.Length < minLength)
        {
            throw Refused(ImportFault.TooShort, $"is {Seconds(found.Length)} long; at least {Seconds(minLength)} are needed.");
        }

        if (found.Lufs <= EbuSummary.NothingHeard)
        {
            throw Refused(ImportFault.Silent, "is silent.");
        }

        if (info.Length is { } said && said - found.Length > LengthTolerance && ContainersWithLength.Any(info.Container.Contains))
        {
            throw Refused(ImportFault.CutOff, $"is cut off: it says {Seconds(said)} and {Seconds(found.Length)} can be read.");
        }
    }

    private AudioRefusedException TooLong() => Refused(ImportFault.TooLong, $"is longer than {options.MaxLength:hh\\:mm\\:ss}.");

    private AudioRefusedException Refused(ImportFault fault, string reason) => new(name, fault, reason);

    private static string Seconds(TimeSpan length) => FormattableString.Invariant($"{length.TotalSeconds:0.##} s");
}
