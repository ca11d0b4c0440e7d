using CloudBroadcast.Controller.Library.Columns;
using CloudBroadcast.Controller.Schedules.Episodes;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Library;

/// <summary>What is said of columns on more than one page.</summary>
internal static class ColumnWords
{
    /// <summary>How far ahead the pages of columns look.</summary>
    public const int DaysAhead = 60;

    /// <summary>11月30日 起没有新的一期，停播; null when the end is not in sight.</summary>
    public static string? EndOf(IStringLocalizer words, TownTime time, Column column, ColumnCourse course) =>
        course.EndAfter(time.Today) is not { } end ? null
        : column.AtEnd is ColumnEnd.Repeat ? words["{0} 起从头再播", time.NearDay(end.Day)].Value
        : words["{0} 起没有新的一期，停播", time.NearDay(end.Day)].Value;

    /// <summary>What is wrong with a wish, and what to do.</summary>
    public static string ProblemOf(IStringLocalizer words, string field) => field switch
    {
        "title" => words["名字要 1 到 120 个字。"],
        "folder" => words["请选一个文件夹。列表里没有的，请找运维加。"],
        "feedUrl" => words["订阅地址要以 http:// 或者 https:// 开头，里面不能带账号密码。"],
        _ => words["有的节目刚刚被删了，或者放了两次。请看看下面的顺序。"],
    };
}
