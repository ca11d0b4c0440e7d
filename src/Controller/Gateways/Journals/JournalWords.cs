using System.Globalization;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>What a journal says, in the words of the people who read it. Pure.</summary>
internal static class JournalWords
{
    private const int Zones = 8;

    /// <summary>The kind in one word.</summary>
    public static string Of(JournalKind kind) => kind switch
    {
        JournalKind.Start => "启动",
        JournalKind.Stop => "停止",
        JournalKind.Playback => "播出",
        JournalKind.Relay => "继电器",
        JournalKind.Level => "电平",
        JournalKind.Fault => "故障",
        JournalKind.Clock => "时钟",
        JournalKind.Document => "文件",
        JournalKind.Maintenance => "维护",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    /// <summary>An entry in one sentence; <paramref name="title"/> is that of its broadcast, where there is one on record.</summary>
    public static string Of(JournalEntry entry, string? title)
    {
        var about = title is null ? "" : $"《{title}》";
        return entry switch
        {
            { Playback: { } playback } => about + Of(playback),
            { Relay: { } relay } => With(Of(relay), entry.Detail),
            { Level: { } level } => With($"{about}喇叭线平均 {level.MeanMv} 毫伏，最高 {level.HighestMv} 毫伏，{level.HeardPercent}% 的时间有声音", entry.Detail),
            { Fault: { } fault } => With((fault.Began ? "故障开始：" : "故障消除：") + FaultCatalogue.SentenceOf(fault.Code).TrimEnd('。'), entry.Detail),
            { StepUs: { } step } => With($"时钟往{(step < 0 ? "回" : "前")}拨了 {Span(step)}", entry.Detail),
            { Kind: JournalKind.Start } => With("网关程序启动", entry.Detail),
            { Kind: JournalKind.Stop } => With("网关程序正常停止", entry.Detail),
            { Kind: JournalKind.Document } => With("收下新文件", entry.Detail),
            _ => With("维护", entry.Detail),
        };
    }

    /// <summary>What a break means and what it asks of people.</summary>
    public static string Of(JournalBreakKind kind, long sequence) => kind switch
    {
        JournalBreakKind.Switched => $"从第 {sequence} 条起换了一本流水：网关换过存储卡、旧流水损坏，或者恢复过旧备份。旧流水里没有上传的部分不在这里。",
        JournalBreakKind.Fork => $"第 {sequence} 条和这里的对不上：网关的存储被换成了旧备份，或者流水被改过。请到现场查看是谁动过存储卡。",
        JournalBreakKind.Gap => $"第 {sequence} 条之前缺了几条，网关已经给不出来。",
        JournalBreakKind.FormerKey => $"第 {sequence} 条起是重新入网以前的密钥签的，已经不算数，没有收。网关换了一本新流水，旧的还存在网关上。",
        JournalBreakKind.Unreadable => $"第 {sequence} 条签名没错，但读不懂：网关程序比主控新。请升级主控，流水在网关上等着。",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such break."),
    };

    private static string Of(PlaybackReport report) => report.Stage switch
    {
        PlaybackStage.Received => "收到播出指令",
        PlaybackStage.Refused => $"没有接受：{PlaybackWords.Of(report.Refusal, report.Detail)}",
        PlaybackStage.Started => With("开始播出", report.Detail),
        PlaybackStage.Suspended => With("让位暂停", report.Detail),
        PlaybackStage.Resumed => With("接着播出", report.Detail),
        PlaybackStage.Finished => With(report.Evidence is { FramesMissed: > 0 } gaps ? $"播完，{PlaybackWords.OfGaps(gaps)}" : "播完", report.Detail),
        PlaybackStage.Interrupted => With("中途停下", report.Detail),
        PlaybackStage.Failed => With("播出失败", report.Detail),
        PlaybackStage.Missed => $"没有播：{PlaybackWords.Of(report.Refusal, report.Detail)}",
        _ => throw new ArgumentOutOfRangeException(nameof(report), report.Stage, "No such stage."),
    };

    private static string Of(RelayEntry relay) => relay.Read switch
    {
        null => $"要求{Contacts(relay.Asked)}，没有回读",
        { } read when read == relay.Asked => $"{Contacts(read)}，回读一致",
        { } read => $"要求{Contacts(relay.Asked)}，读回{Contacts(read)}",
    };

    // Bit 0 is the amplifier's power, bits 1 to 8 are the zones.
    private static string Contacts(int mask)
    {
        var zones = Enumerable.Range(1, Zones).Where(zone => (mask & (1 << zone)) != 0).ToList();
        var power = (mask & 1) != 0 ? "功放开" : "功放关";
        return zones.Count == 0 ? $"{power}、分区全关" : $"{power}、分区 {string.Join('、', zones)} 开";
    }

    private static string Span(long stepUs) => Math.Abs((double)stepUs) switch
    {
        >= 1_000_000 and var us => string.Create(CultureInfo.InvariantCulture, $"{us / 1_000_000:0.0} 秒"),
        var us => string.Create(CultureInfo.InvariantCulture, $"{us / 1_000:0.###} 毫秒"),
    };

    private static string With(string sentence, string? detail) => detail is { Length: > 0 } ? $"{sentence}（{detail}）" : sentence;
}
