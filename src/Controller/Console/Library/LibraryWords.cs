using System.Globalization;
using System.Text.Json;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Speech;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Library;

/// <summary>The texts of 节目库; their English is in the resource beside this file. Here stand those that more than one page says.</summary>
internal sealed class LibraryWords
{
    private LibraryWords()
    {
    }

    /// <summary>−16.0: with a true minus.</summary>
    public static string Lufs(double lufs) => lufs.ToString("0.0", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>长期, 今天, 12月31日, 2027年3月15日.</summary>
    public static string Until(IStringLocalizer words, DateOnly? last, DateOnly today) => last switch
    {
        null => words["长期"],
        { } day when day == today => words["今天"],
        { } day when day.Year == today.Year => TownTime.Date(day),
        { } day => day.ToString("yyyy年M月d日", CultureInfo.InvariantCulture),
    };

    /// <summary>打字成声 女声, 上传, 录音: where the present audio comes from.</summary>
    public static string Origin(IStringLocalizer words, ProgrammeOrigin origin, string? voice, ISpeechEngine engine)
    {
        var name = engine.Voices.FirstOrDefault(known => known.Id == voice)?.Name;
        return origin switch
        {
            ProgrammeOrigin.Recorded => words["录音"],
            ProgrammeOrigin.Spoken => name is null ? words["打字成声"] : $"{words["打字成声"]}　{words[name]}",
            ProgrammeOrigin.Cut => words["剪过"],
            ProgrammeOrigin.Restored => words["恢复的"],
            ProgrammeOrigin.Chime => words["铃声"],
            _ => words["上传"],
        };
    }

    /// <summary>Why a file did not become a programme, and what to do.</summary>
    public static string Fault(IStringLocalizer words, ImportFault fault, LibraryOptions options) => fault switch
    {
        ImportFault.TooLarge => words["文件太大，最多 {0} 兆。请分成几段，或者另存成 MP3 再传。", options.MaxUploadBytes / (1024 * 1024)],
        ImportFault.Empty => words["这个文件是空的。请重新选一个。"],
        ImportFault.NotAudio => words["这个文件不是音频，或者是读不了的格式。请换成 MP3、M4A 或者 WAV。"],
        ImportFault.Undecodable => words["这个文件坏了，声音解不出来。请重新导出一份再传。"],
        ImportFault.TooShort => words["声音太短，不到半秒。请换一段。"],
        ImportFault.TooLong => words["声音太长，最多 {0} 分钟。请分成几段再传。", (int)options.MaxLength.TotalMinutes],
        ImportFault.Silent => words["这个文件里没有声音。请检查录音时的话筒。"],
        ImportFault.CutOff => words["这个文件不完整，后半段丢了。请重新拷一份再传。"],
        ImportFault.AirRaidSignal => words["这段声音像防空警报：有超过 3 秒的长音，或者像警报那样一响一停。防空警报别处不许用，请换一段，或者先把它剪掉。"],
        ImportFault.TooSlow => words["处理得太久，已经停了。服务器可能太忙，过一会儿再试。"],
        ImportFault.TitleTaken => words["已经有一个同名的节目，声音不一样。请换一个名字再存。"],
        _ => words["服务器没有处理成，原因记在服务器的日志里。文件还在，过一会儿再试。"],
    };

    /// <summary>Why something could not be done as the library stands, and what to do.</summary>
    public static string Conflict(IStringLocalizer words, LibraryConflictException conflict) => conflict.Kind switch
    {
        LibraryConflict.InSchedule => words["不能删：排期“{0}”还在用。先在排期里换掉它，再来删。", conflict.Other],
        LibraryConflict.TooLongForSchedule => words["没有保存：排期“{0}”把它连播好几遍，这么多节目放不下。先在排期里少播几遍，或者少放几个节目。", conflict.Other],
        LibraryConflict.InPlaylist => words["不能删：节目单“{0}”里还有它。先从节目单里拿掉，再来删。", conflict.Other],
        LibraryConflict.InColumn => words["不能删：栏目“{0}”里还有它。先从栏目里拿掉，再来删。", conflict.Other],
        LibraryConflict.TitleTaken => words["已经有叫“{0}”的了。请换一个名字。", conflict.Other],
        _ => words["刚才有人改过《{0}》，你的还没有存。看看新的，再决定要不要改。", conflict.Other],
    };

    /// <summary>What playlist.js says of an order, which has no words of its own; JSON.</summary>
    public static string OrderForScript(IStringLocalizer words) => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["moved"] = words["《{0}》现在是第 {1} 个，共 {2} 个。还没有保存。"].Value,
        ["removed"] = words["《{0}》拿掉了。还没有保存。"].Value,
    });

    /// <summary>When the voice failed.</summary>
    public static string SpeechFailed(IStringLocalizer words) => words["语音没有念出来，你写的还在。过一会儿再试，还不行请告诉管理员。"];
}
