using System.Globalization;
using System.Text;
using CloudBroadcast.Controller.Areas;
using Ical.Net.CalendarComponents;
using Calendar = Ical.Net.Calendar;

namespace CloudBroadcast.Controller.Schedules.Days;

/// <summary>
/// Reads a year's special days from a table of comma-separated lines (日期, 类型, 名称, 开始, 结束, 村) or from iCalendar text
/// (RFC 5545). Pure.
/// </summary>
internal static class DayTable
{
    private const string Form = "日期,类型,名称,开始,结束,村";
    private static readonly string[] DateForms = ["yyyy-MM-dd", "yyyy-M-d", "yyyy/M/d", "yyyy年M月d日", "yyyy.M.d"];
    private static readonly char[] Between = ['~', '～', '至', '—'];
    private static readonly char[] Commas = [',', '，', '\t'];

    /// <summary>Text of an uploaded file: UTF-8, or GB 18030 as Chinese spreadsheets write it.</summary>
    public static string TextOf(byte[] file)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetString(file);
        }
    }

    /// <summary>The days, or a sentence in Chinese that says where and why it can't be read and what would be right.</summary>
    public static string? TryRead(string text, AreaTree tree, out IReadOnlyList<DayRequest> days)
    {
        var read = new List<DayRequest>();
        days = read;
        return text.TrimStart().StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase) ? ReadCalendar(text, read) : ReadLines(text, tree, read);
    }

    private static string? ReadLines(string text, AreaTree tree, List<DayRequest> read)
    {
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            var isHead = read.Count == 0 && line.StartsWith("日期", StringComparison.Ordinal);
            if (line.Length > 0 && !isHead && ReadLine(line, tree, read) is { } wrong)
            {
                return $"第 {number} 行“{line}”：{wrong}每行写 {Form}，比如 2026-10-01~2026-10-07,节假日,国庆节。";
            }
        }

        return read.Count == 0 ? $"没有读到一天。每行写 {Form}，比如 2026-10-01~2026-10-07,节假日,国庆节。" : null;
    }

    private static string? ReadLine(string line, AreaTree tree, List<DayRequest> read)
    {
        var cells = line.Split(Commas).Select(cell => cell.Trim().Trim('"')).ToList();
        var dates = cells[0].Split(Between).Select(DateOf).ToList();
        if (dates.Count > 2 || dates.Contains(null))
        {
            return $"“{cells[0]}”不是日期。";
        }

        if (KindOf(Cell(cells, 1)) is not { } kind)
        {
            return $"“{Cell(cells, 1)}”不是类型，可以写节假日、调休上班、考试、安静。";
        }

        if (!TryTime(Cell(cells, 3), out var begins) || !TryTime(Cell(cells, 4), out var ends))
        {
            return $"“{Cell(cells, 3)}”到“{Cell(cells, 4)}”不是时间，可以写 08:00 这样的。";
        }

        var villages = Cell(cells, 5).Split([' ', '、', ';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var areas = villages.Select(name => (name, code: CodeOf(tree, name))).ToList();
        if (areas.Find(area => area.code is null) is { name: { } unknown })
        {
            return $"没有叫“{unknown}”的村。";
        }

        read.Add(new DayRequest
        {
            Kind = kind,
            Name = Cell(cells, 2) is { Length: > 0 } name ? name : Cell(cells, 1),
            First = dates[0]!.Value,
            Last = dates[^1],
            Begins = begins,
            Ends = ends,
            Areas = [.. areas.Select(area => area.code!)],
        });
        return null;
    }

    private static string? ReadCalendar(string text, List<DayRequest> read)
    {
        Calendar? calendar;
        try
        {
            calendar = Calendar.Load(text);
        }
#pragma warning disable CA1031 // The library throws what it likes at broken text; none of it is a fault of ours.
        catch (Exception)
#pragma warning restore CA1031
        {
            return "这份日历文件读不懂。请重新下载，或者改用表格。";
        }

        foreach (var entry in calendar?.Events ?? Enumerable.Empty<CalendarEvent>())
        {
            if (entry.RecurrenceRule is not null)
            {
                return $"“{entry.Summary}”是重复的事件，这里读不了。请导出成一天一天的，或者改用表格。";
            }

            if (DayOf(entry) is { } day)
            {
                read.Add(day);
            }
        }

        return read.Count == 0 ? "这份日历文件里没有一天。请重新下载，或者改用表格。" : null;
    }

    // A whole day that is not said to be worked, examined or quiet is a holiday; one with hours is quiet.
    private static DayRequest? DayOf(CalendarEvent entry)
    {
        if (entry.Start is not { } start)
        {
            return null;
        }

        var name = entry.Summary is { Length: > 0 } summary ? summary[..Math.Min(summary.Length, DayRules.LongestName)] : "节假日";
        var first = DateOnly.FromDateTime(start.Value);
        var end = entry.End?.Value ?? start.Value.AddDays(1);
        var hasHours = start.HasTime;
        return new DayRequest
        {
            Kind = KindOf(name) ?? (hasHours ? SpecialDayKind.Quiet : SpecialDayKind.Holiday),
            Name = name,
            First = first,
            Last = hasHours ? DateOnly.FromDateTime(end) : DateOnly.FromDateTime(end.AddDays(-1)) is var last && last > first ? last : first,
            Begins = hasHours ? TimeOnly.FromDateTime(start.Value) : null,
            Ends = hasHours ? TimeOnly.FromDateTime(end) : null,
        };
    }

    private static SpecialDayKind? KindOf(string word) =>
        word.Contains('班', StringComparison.Ordinal) ? SpecialDayKind.Workday
        : word.Contains('考', StringComparison.Ordinal) ? SpecialDayKind.Exam
        : word.Contains('静', StringComparison.Ordinal) ? SpecialDayKind.Quiet
        : word.Contains('休', StringComparison.Ordinal) || word.Contains('假', StringComparison.Ordinal) ? SpecialDayKind.Holiday
        : null;

    private static string Cell(List<string> cells, int index) => index < cells.Count ? cells[index] : "";

    private static DateOnly? DateOf(string text) =>
        DateOnly.TryParseExact(text.Trim(), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static bool TryTime(string text, out TimeOnly? time)
    {
        var isTime = TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var read);
        time = isTime ? read : null;
        return isTime || text.Length == 0;
    }

    private static string? CodeOf(AreaTree tree, string village) =>
        tree.Under(tree.Town).FirstOrDefault(area => area.Code == village || area.Name == village)?.Code;
}
