using System.Globalization;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Why a gateway did not play whole, in the words of the people who read it.</summary>
internal static class PlaybackWords
{
    /// <summary>A refusal, with the gateway's own detail behind it.</summary>
    public static string Of(RefusalReason? refusal, string? detail)
    {
        var words = refusal switch
        {
            RefusalReason.Size or RefusalReason.Form => "终端读不懂指令",
            RefusalReason.UnknownKey => "终端没有登记主控的公钥",
            RefusalReason.KeyNotAllowed => "该密钥不得签发此类指令",
            RefusalReason.Signature => "指令签名不符",
            RefusalReason.NotAddressed => "终端不在播出范围内或没有该分区",
            RefusalReason.Expired => "指令到达时已过期",
            RefusalReason.TooEarly => "指令尚未生效",
            RefusalReason.NoTime => "终端还没有对时",
            RefusalReason.OldSequence => "指令序号不新",
            RefusalReason.Duplicate => "指令重复",
            RefusalReason.TooLong => "节目超过终端允许的时长",
            RefusalReason.Curfew => "落在静音时段内",
            RefusalReason.DutyLimit => "一小时内播出次数已到终端上限",
            RefusalReason.Approval => "缺少值班员的签名",
            RefusalReason.Busy => "终端正在播出同级或更高优先级的内容",
            RefusalReason.Ledger => "终端无法写入台账",
            RefusalReason.NoAudio => "终端没有存下这段音频，也收不到播出流",
            null => "终端拒绝了指令",
            _ => refusal.Value.ToString(),
        };
        return detail is { Length: > 0 } ? $"{words}（{detail}）" : words;
    }

    /// <summary>What was not heard of a programme that came to its end.</summary>
    public static string OfGaps(PlaybackEvidence evidence)
    {
        var lateMs = Math.Max(0, evidence.FirstSampleErrorUs / 1000);
        var missedMs = evidence.FramesMissed * (Opus.PacketUs / 1000);
        return string.Create(CultureInfo.InvariantCulture, $"晚 {lateMs / 1000.0:0.0} 秒加入，漏播 {missedMs / 1000.0:0.0} 秒");
    }
}
