using CloudBroadcast.Controller.Console.Language;

namespace CloudBroadcast.Controller.Console.Parts;

/// <summary>A state as every page shows it: an outline, a word and a colour, always the same three together. The word is in the language of whoever asks.</summary>
public sealed record Look(string Word, string Icon, string Style)
{
    private static readonly Spoken T = new(typeof(PartsWords));

    public static Look On => new(T["正在播出"], "on", "st-on");

    public static Look Ready => new(T["待命"], "ready", "st-ready");

    public static Look Warm => new(T["预热中"], "warm", "st-warm");

    public static Look Off => new(T["离线"], "off", "st-off");

    public static Look Fault => new(T["故障"], "fault", "st-fault");

    public static Look Done => new(T["播完"], "check", "st-ready");

    public static Look Warn => new(T["要留意"], "warn", "st-warm");

    public static Look Note => new(T["提醒"], "info", "st-off");

    public static Look Missed => new(T["没有播"], "fault", "st-fault");

    /// <summary>The same outline and colour with another word.</summary>
    public Look Saying(string word) => this with { Word = word };
}

/// <summary>The soft square with one character that stands before a title.</summary>
public sealed record SealView(string Character, string Word, string Style)
{
    private static readonly Spoken T = new(typeof(PartsWords));

    /// <summary>Its place in a legend.</summary>
    public int Rank => "法诈毒邪交急知单栏".IndexOf(Character, StringComparison.Ordinal);

    public static SealView Playlist => new("单", T["节目单"], "cat-list");

    public static SealView Column => new("栏", T["每日一栏"], "cat-list");

    public static SealView Talk => new("喊", T["喊话"], "cat-list");

    public static SealView Unknown => new("播", T["播出"], "cat-notice");
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
