using System.Globalization;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Console.Week;

/// <summary>A plan while somebody writes it. Nothing of it is lost before it is saved or thrown away.</summary>
public sealed class PlanDraft
{
    private const int UsualVolume = 70;

    private PlanDraft(DateOnly day) => (Day, OnDay) = (day, day);

    /// <summary>The schedule that is edited, as it was read; null for a new one.</summary>
    internal Schedule? Editing { get; private init; }

    /// <summary>The day of the series that was picked.</summary>
    public DateOnly Day { get; }

    /// <summary>How much of the series is edited; of use where there is one.</summary>
    internal SeriesScope Scope { get; set; } = SeriesScope.All;

    /// <summary><see cref="ContentChoice.Key"/>; empty before one is chosen.</summary>
    public string Content { get; set; } = "";

    /// <summary>Empty for the title of the content.</summary>
    public string Title { get; set; } = "";

    /// <summary>How many times the content sounds each time; null while the field is empty.</summary>
    public int? Repeats { get; set; } = 1;

    /// <summary>Villages and communes, as <see cref="PlanChoices.Spread"/> gives them.</summary>
    public HashSet<string> Areas { get; private init; } = [];

    internal RecurrenceKind Kind { get; set; } = RecurrenceKind.Workdays;

    public HashSet<DayOfWeek> Weekdays { get; private init; } = [];

    public SortedSet<DateOnly> Dates { get; private init; } = [];

    public DateOnly? From { get; set; }

    public DateOnly? Until { get; set; }

    public bool SkipHolidays { get; set; }

    public TimeOnly? Time { get; set; }

    public int Volume { get; set; } = UsualVolume;

    public Priority Priority { get; set; } = Priority.Scheduled;

    /// <summary>The day on which the one run shall sound, when the scope is one.</summary>
    public DateOnly? OnDay { get; set; }

    /// <summary>Whether it is one run of a series that is edited.</summary>
    public bool IsOne => Editing is { } schedule && Series.Is(schedule) && Scope is SeriesScope.One;

    /// <summary>Something new: on each working day, or where a day and a time were pointed at, on that day.</summary>
    internal static PlanDraft New(PlanChoices choices, DateOnly day, TimeOnly? pointed) => new(day)
    {
        Areas = choices.Spread([choices.TownCode]),
        Kind = pointed is null ? RecurrenceKind.Workdays : RecurrenceKind.Dates,
        Dates = pointed is null ? [] : [day],
        Weekdays = [day.DayOfWeek],
        From = pointed is null ? day : null,
        Time = pointed ?? new TimeOnly(7, 0),
    };

    /// <summary>What is there already.</summary>
    internal static PlanDraft Of(PlanChoices choices, Schedule schedule, DateOnly day, SeriesScope scope) => new(day)
    {
        Editing = schedule,
        Scope = Series.Is(schedule) ? scope : SeriesScope.All,
        Content = ContentChoice.KeyOf(schedule),
        Title = schedule.Title,
        Repeats = schedule.Repeats,
        Areas = choices.Spread(schedule.Areas),
        Kind = schedule.Kind,
        Weekdays = [.. schedule.Weekdays],
        Dates = [.. schedule.Dates],
        From = schedule.From,
        Until = schedule.Until,
        SkipHolidays = schedule.SkipHolidays,
        Time = schedule.StartTime,
        Volume = schedule.VolumePercent,
        Priority = schedule.Priority,
    };

    /// <summary>The same as something that is there, once more on one day.</summary>
    internal static PlanDraft CopyOf(PlanChoices choices, Schedule schedule, DateOnly day) => new(day)
    {
        Content = ContentChoice.KeyOf(schedule),
        Title = schedule.Title,
        Repeats = schedule.Repeats,
        Areas = choices.Spread(schedule.Areas),
        Kind = RecurrenceKind.Dates,
        Dates = [day],
        Time = schedule.StartTime,
        Volume = schedule.VolumePercent,
        Priority = schedule.Priority,
    };

    /// <summary>What a browser has kept of one; <paramref name="editing"/> is the schedule that it changes, or null for a new one.</summary>
    internal static PlanDraft Of(PlanKept kept, PlanChoices choices, Schedule? editing) => new(kept.Day)
    {
        Editing = editing,
        Scope = kept.Scope,
        Content = choices.Find(kept.Content) is null ? "" : kept.Content,
        Title = kept.Title,
        Repeats = int.TryParse(kept.Repeats, CultureInfo.InvariantCulture, out var repeats) ? repeats : null,
        Areas = [.. kept.Areas],
        Kind = kept.Kind,
        Weekdays = [.. kept.Weekdays],
        Dates = [.. kept.Dates],
        From = PlanKept.Date(kept.From),
        Until = PlanKept.Date(kept.Until),
        SkipHolidays = kept.SkipHolidays,
        Time = PlanKept.Clock(kept.Time),
        Volume = int.TryParse(kept.Volume, CultureInfo.InvariantCulture, out var volume) ? Math.Clamp(volume, 0, 100) : UsualVolume,
        Priority = kept.Priority,
        OnDay = PlanKept.Date(kept.OnDay),
    };

    /// <summary>The same wishes against a newer version of the schedule.</summary>
    internal PlanDraft On(Schedule newer) => new(Day)
    {
        Editing = newer,
        Scope = Scope,
        Content = Content,
        Title = Title,
        Repeats = Repeats,
        Areas = Areas,
        Kind = Kind,
        Weekdays = Weekdays,
        Dates = Dates,
        From = From,
        Until = Until,
        SkipHolidays = SkipHolidays,
        Time = Time,
        Volume = Volume,
        Priority = Priority,
        OnDay = OnDay,
    };

    /// <summary>By field what is missing yet, in Chinese; none when it can be saved.</summary>
    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (Content.Length == 0)
        {
            yield return ("content", "请选播什么。");
        }

        if (Repeats is null or < 1 or > ScheduleRules.MostRepeats)
        {
            yield return ("repeats", "请写播几遍，1 到 20。");
        }

        if (Areas.Count == 0)
        {
            yield return ("areas", "请至少选一个村或者一个社。");
        }

        if (Time is null)
        {
            yield return ("time", "请写几点播，比如 07:00。");
        }

        if (IsOne)
        {
            if (OnDay is null)
            {
                yield return ("days", "请写改到哪一天。");
            }

            yield break;
        }

        if (Kind is RecurrenceKind.Weekdays && Weekdays.Count == 0)
        {
            yield return ("days", "请选星期几。");
        }

        if (Kind is RecurrenceKind.Dates && Dates.Count == 0)
        {
            yield return ("days", "请至少加一个日子。");
        }

        if (Kind is not RecurrenceKind.Dates && Until < From)
        {
            yield return ("until", "结束的日子在开始之前。请改其中一个。");
        }
    }

    /// <summary>The writes that it stands for; ask only when there are no problems.</summary>
    internal IReadOnlyList<ScheduleStep> Steps(PlanChoices choices)
    {
        var wanted = Request(choices);
        return Editing is { } schedule ? Series.Change(schedule, Day, Series.Is(schedule) ? Scope : SeriesScope.All, wanted) : [ScheduleStep.Make(wanted)];
    }

    /// <summary>What it asks for; for one run of a series the single date.</summary>
    internal ScheduleRequest Request(PlanChoices choices)
    {
        var isDates = IsOne || Kind is RecurrenceKind.Dates;
        var content = choices.Find(Content);
        return new ScheduleRequest
        {
            Title = string.IsNullOrWhiteSpace(Title) ? content?.Title ?? "" : Title.Trim(),
            ProgrammeId = content is { Kind: ContentKind.Programme } ? content.Id : null,
            PlaylistId = content is { Kind: ContentKind.Playlist } ? content.Id : null,
            ColumnId = content is { Kind: ContentKind.Column } ? content.Id : null,
            Repeats = Repeats!.Value,
            Areas = choices.Gathered(Areas),
            VolumePercent = Volume,
            Priority = Priority,
            Kind = IsOne ? RecurrenceKind.Dates : Kind,
            Weekdays = !isDates && Kind is RecurrenceKind.Weekdays ? [.. Weekdays] : [],
            Dates = IsOne ? [OnDay!.Value] : isDates ? [.. Dates] : [],
            From = isDates ? null : From,
            Until = isDates ? null : Until,
            Except = isDates || Editing is null ? [] : Editing.Except,
            SkipHolidays = !isDates && Kind is not RecurrenceKind.Workdays && SkipHolidays,
            StartTime = Time!.Value,
            TimeZone = Editing?.TimeZone,
            Enabled = Editing?.Enabled ?? true,
        };
    }
}
