using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Console.Gateways;

/// <summary>Why a gateway refused something, in words, and what that means for whoever looks after it. Pure.</summary>
internal static class RefusalWords
{
    public static string Of(RefusalReason reason) => reason switch
    {
        RefusalReason.Size => "长度不对",
        RefusalReason.Form => "格式不对",
        RefusalReason.UnknownKey => "签名的密钥它不认识",
        RefusalReason.KeyNotAllowed => "这把密钥不能签这一类指令",
        RefusalReason.Signature => "签名对不上",
        RefusalReason.Approval => "没有人签发",
        RefusalReason.NotAddressed => "不是发给它的",
        RefusalReason.Expired => "已经过期",
        RefusalReason.TooEarly => "还没到生效时间",
        RefusalReason.NoTime => "它还没有对好时间",
        RefusalReason.OldSequence => "编号旧了",
        RefusalReason.Duplicate => "以前收到过",
        RefusalReason.TooLong => "超过一次最长时间",
        RefusalReason.Curfew => "在宵禁时间里",
        RefusalReason.DutyLimit => "一小时内次数已满",
        RefusalReason.Busy => "正在播同级或更高级的",
        RefusalReason.Ledger => "它的记录写不进去",
        RefusalReason.NoAudio => "它没有存下音频",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No such reason."),
    };

    /// <summary>Whether it can be the trace of an attack: someone sends what no controller of ours would.</summary>
    public static bool IsSuspicious(RefusalReason reason) => reason is RefusalReason.Size or RefusalReason.Form or RefusalReason.UnknownKey
        or RefusalReason.KeyNotAllowed or RefusalReason.Signature or RefusalReason.OldSequence or RefusalReason.Duplicate;
}
