namespace CloudBroadcast.Controller.Console.Parts;

/// <summary>A state as every page shows it: an outline, a word and a colour, always the same three together.</summary>
public sealed record Look(string Word, string Icon, string Style)
{
    public static readonly Look On = new("正在播出", "on", "st-on");
    public static readonly Look Ready = new("待命", "ready", "st-ready");
    public static readonly Look Warm = new("预热中", "warm", "st-warm");
    public static readonly Look Off = new("离线", "off", "st-off");
    public static readonly Look Fault = new("故障", "fault", "st-fault");
    public static readonly Look Done = new("播完", "check", "st-ready");
    public static readonly Look Warn = new("要留意", "warn", "st-warm");
    public static readonly Look Note = new("提醒", "info", "st-off");
    public static readonly Look Missed = new("没有播", "fault", "st-fault");

    /// <summary>The same outline and colour with another word.</summary>
    public Look Saying(string word) => this with { Word = word };
}

/// <summary>The soft square with one character that stands before a title.</summary>
public sealed record SealView(string Character, string Word, string Style)
{
    public static readonly SealView Playlist = new("单", "节目单", "cat-list");
    public static readonly SealView Column = new("栏", "每日一栏", "cat-list");
    public static readonly SealView Talk = new("喊", "喊话", "cat-list");
    public static readonly SealView Unknown = new("播", "播出", "cat-notice");
}

/// <summary>How one village stands with one broadcast.</summary>
public enum Cell
{
    /// <summary>Not addressed.</summary>
    None,

    /// <summary>Addressed; its time has not come.</summary>
    Planned,

    /// <summary>The amplifier wakes.</summary>
    Warming,

    /// <summary>Sounds now.</summary>
    Sounding,

    /// <summary>Sounded whole.</summary>
    Sounded,

    /// <summary>Sounded in part or not at all.</summary>
    Failed,

    /// <summary>Not heard of.</summary>
    Offline,
}

/// <summary>One village in a strip.</summary>
public sealed record VillageCell(string Village, Cell Cell);
