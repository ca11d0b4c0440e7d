using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>Reads the summary that ffmpeg's ebur128 filter prints when it ends.</summary>
internal static partial class EbuSummary
{
    /// <summary>What ebur128 says when nothing passed its absolute gate (ITU-R BS.1770: −70 LKFS).</summary>
    public const double NothingHeard = -70;

    public static Loudness? Read(string errors, TimeSpan length)
    {
        var match = Summary().Match(errors);
        return match.Success ? new Loudness(Number(match.Groups["lufs"]), Number(match.Groups["peak"]), length) : null;
    }

    public static double? ReadLufs(string errors) => LoudnessOnly().Match(errors) is { Success: true } match ? Number(match.Groups["lufs"]) : null;

    private static double Number(Group group) => group.Value == "-inf"
        ? double.NegativeInfinity
        : double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Summary:\s+Integrated loudness:\s+I:\s+(?<lufs>-?[\d.]+) LUFS.*True peak:\s+Peak:\s+(?<peak>-inf|-?[\d.]+) dBFS",
        RegexOptions.Singleline | RegexOptions.RightToLeft)]
    private static partial Regex Summary();

    [GeneratedRegex(@"Summary:\s+Integrated loudness:\s+I:\s+(?<lufs>-?[\d.]+) LUFS", RegexOptions.RightToLeft)]
    private static partial Regex LoudnessOnly();
}
