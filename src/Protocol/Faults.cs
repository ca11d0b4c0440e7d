using System.Text.Json.Serialization;

namespace CloudBroadcast.Protocol;

/// <summary>How bad a fault is.</summary>
[JsonConverter(typeof(WireEnumConverter<FaultSeverity>))]
public enum FaultSeverity
{
    /// <summary>Nothing suffers yet; to be looked at by day.</summary>
    Notice,

    /// <summary>Broadcasts may suffer.</summary>
    Warning,

    /// <summary>Broadcasts do not sound, or an amplifier can't be switched: go there.</summary>
    Critical,
}

/// <summary>What can be wrong at a gateway.</summary>
[JsonConverter(typeof(WireEnumConverter<FaultCode>))]
public enum FaultCode
{
    /// <summary>The relay board does not answer.</summary>
    BoardLost,

    /// <summary>Another device answers on the relay board's port.</summary>
    BoardForeign,

    /// <summary>The board can't confirm what it switches.</summary>
    BoardUnconfirmed,

    /// <summary>A contact is read closed that was asked open: welded.</summary>
    ContactWelded,

    /// <summary>A contact is read open that was asked closed: dead.</summary>
    ContactDead,

    /// <summary>The hard cap on the on-time opened the relays.</summary>
    HardCap,

    /// <summary>The key switch holds the amplifier by hand.</summary>
    LocalOverride,

    /// <summary>The board was reset: by its watchdog or a brown-out.</summary>
    BoardReset,

    /// <summary>Many frames on the serial line are damaged.</summary>
    SerialErrors,

    /// <summary>The supply voltage of the board is out of its range.</summary>
    SupplyVoltage,

    /// <summary>The box or the board is too hot.</summary>
    Temperature,

    /// <summary>The sound output can't be opened.</summary>
    SoundLost,

    /// <summary>The sound output runs dry again and again.</summary>
    SoundUnderruns,

    /// <summary>A broadcast was played and the loudspeaker line carried nothing.</summary>
    LineSilent,

    /// <summary>The disk is nearly full.</summary>
    DiskFull,

    /// <summary>The disk refuses to be written.</summary>
    DiskBroken,

    /// <summary>A file of the store was damaged and was replaced.</summary>
    StoreDamaged,

    /// <summary>Audio that is due within a day is not in the store.</summary>
    AudioMissing,

    /// <summary>The schedule ends within two days: no newer one came.</summary>
    ScheduleEnding,

    /// <summary>The time is not known well enough.</summary>
    ClockUnsure,

    /// <summary>The machine's clock was stepped.</summary>
    ClockStepped,

    /// <summary>The journal can't be written, or is full of what the controller does not have.</summary>
    JournalStuck,

    /// <summary>An update was taken back because the new version was not healthy.</summary>
    UpdateRolledBack,

    /// <summary>The nightly self-test has not run for two days.</summary>
    SelfTestOverdue,
}

/// <summary>Severity of each fault, and the sentence that tells a person in Chinese what to do.</summary>
public static class FaultCatalogue
{
    /// <summary>How bad it is.</summary>
    public static FaultSeverity SeverityOf(FaultCode code) => Of(code).Severity;

    /// <summary>What is wrong and what to do, in Chinese.</summary>
    public static string SentenceOf(FaultCode code) => Of(code).Sentence;

    private static (FaultSeverity Severity, string Sentence) Of(FaultCode code) => code switch
    {
        FaultCode.BoardLost => (FaultSeverity.Critical, "继电器板没有应答：检查串口线和供电，插紧后 3 秒内自动恢复；仍不行就换板。"),
        FaultCode.BoardForeign => (FaultSeverity.Critical, "串口上接的不是设定的继电器板：核对接线和配置里的板型与端口。"),
        FaultCode.BoardUnconfirmed => (FaultSeverity.Notice, "这块继电器板没有回读，开关状态未经确认：建议换带回读的板。"),
        FaultCode.ContactWelded => (FaultSeverity.Critical, "触点断不开（可能粘连）：立即到现场断开功放电源，更换接触器。"),
        FaultCode.ContactDead => (FaultSeverity.Critical, "触点合不上：检查接触器线圈、保险和接线。"),
        FaultCode.HardCap => (FaultSeverity.Warning, "连续开机到了硬上限，继电器已自动断开：查清为何播这么久，一分钟后可再用。"),
        FaultCode.LocalOverride => (FaultSeverity.Notice, "现场钥匙开关处于手动：用完请拨回自动位。"),
        FaultCode.BoardReset => (FaultSeverity.Warning, "继电器板重启过（看门狗或欠压）：检查 5V 电源和接线。"),
        FaultCode.SerialErrors => (FaultSeverity.Warning, "串口误码多：换短一些的屏蔽线，远离电源线，检查接地。"),
        FaultCode.SupplyVoltage => (FaultSeverity.Warning, "供电电压超出范围：检查电源适配器和电池。"),
        FaultCode.Temperature => (FaultSeverity.Warning, "机箱过热：检查风扇、通风和日晒。"),
        FaultCode.SoundLost => (FaultSeverity.Critical, "声音输出打不开：插紧或更换声卡；若是音频服务停了会自动恢复，五分钟后还在就远程重启网关。"),
        FaultCode.SoundUnderruns => (FaultSeverity.Warning, "声卡多次断流：机器可能过载，查看温度和其他程序。"),
        FaultCode.LineSilent => (FaultSeverity.Critical, "播了节目但喇叭线上没有声音：检查功放音量、输出线和喇叭线是否断开。"),
        FaultCode.DiskFull => (FaultSeverity.Warning, "磁盘快满了：清理日志或换更大的存储卡。"),
        FaultCode.DiskBroken => (FaultSeverity.Critical, "磁盘写不进去：尽快更换存储卡，现有排期仍会播出。"),
        FaultCode.StoreDamaged => (FaultSeverity.Notice, "存储里有文件损坏，已重新下载：若反复出现请更换存储卡。"),
        FaultCode.AudioMissing => (FaultSeverity.Warning, "一天内要播的节目还没下载到：检查 4G 信号和流量。"),
        FaultCode.ScheduleEnding => (FaultSeverity.Warning, "排期两天内用完且没有收到新的：检查到镇上的网络。"),
        FaultCode.ClockUnsure => (FaultSeverity.Warning, "时间不准，可能误点：检查网络和主板电池。"),
        FaultCode.ClockStepped => (FaultSeverity.Notice, "系统时钟被跳改过：播出不受影响；查看是谁改的，反复出现就换主板电池。"),
        FaultCode.JournalStuck => (FaultSeverity.Warning, "流水上传不了或写不进：先检查网络，再看磁盘；网络正常仍不消失就换存储卡。"),
        FaultCode.UpdateRolledBack => (FaultSeverity.Warning, "升级后不健康，已自动退回旧版本：收集日志交给开发方，查明前不要再升级。"),
        FaultCode.SelfTestOverdue => (FaultSeverity.Notice, "两天没有完成夜间自检：在网关页面按“巡检”做一次。"),
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "No such fault."),
    };
}
