using System.Globalization;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Records;

/// <summary>What a gateway measured while it played, as people read it. Pure.</summary>
internal static class EvidenceWords
{
    private const double FramesPerSecond = 1_000_000.0 / Opus.PacketUs;

    // Above it people hear a village behind its neighbour.
    private const int HeardErrorUs = 50_000;

    /// <summary>+12.3 毫秒; 晚 2.4 秒 from a second on.</summary>
    public static string StartOf(PlaybackEvidence evidence, IStringLocalizer words) => Math.Abs(evidence.FirstSampleErrorUs) >= 1_000_000
        ? words[evidence.FirstSampleErrorUs > 0 ? "晚 {0} 秒" : "早 {0} 秒", (Math.Abs(evidence.FirstSampleErrorUs) / 1e6).ToString("0.0", CultureInfo.InvariantCulture)]
        : words["{0} 毫秒", (evidence.FirstSampleErrorUs / 1000.0).ToString("+0.0;−0.0;0", CultureInfo.InvariantCulture)];

    /// <summary>Whether it began where a listener between two villages notices nothing.</summary>
    public static bool IsOnTime(PlaybackEvidence evidence) => Math.Abs(evidence.FirstSampleErrorUs) <= HeardErrorUs;

    /// <summary>Frames of 20 ms as seconds.</summary>
    public static string SecondsOf(long frames) => (frames / FramesPerSecond).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>读回一致; 读回不符; 没有回读.</summary>
    public static string RelaysOf(PlaybackEvidence evidence) => evidence.RelaysConfirmed switch
    {
        true => "读回一致",
        false => "读回不符",
        null => "没有回读",
    };

    /// <summary>412 毫伏，97% 的时间有声; 没有测.</summary>
    public static string LevelOf(PlaybackEvidence evidence, IStringLocalizer words) => evidence switch
    {
        { LineMeanMv: { } mean, LineHeardPercent: { } heard } => words["{0} 毫伏，{1}% 的时间有声", mean, heard],
        { LineMeanMv: { } mean } => words["{0} 毫伏", mean],
        _ => words["没有测"],
    };

    /// <summary>镇上播来; 网关自存.</summary>
    public static string SourceOf(PlaybackEvidence evidence) => evidence.Source switch
    {
        AudioSource.Store => "网关自存的",
        AudioSource.Stream => "镇上播来的",
        _ => "没有说",
    };
}
