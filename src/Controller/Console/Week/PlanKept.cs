using System.Globalization;
using System.Text.Json;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Console.Week;

/// <summary>
/// A plan half written, as the browser keeps it beyond its circuit (drafts.js). What is typed into a field is text, under the
/// field's own name: the browser puts there what the server has not heard any more.
/// </summary>
internal sealed record PlanKept
{
    /// <summary>What the browser knows it by.</summary>
    public const string Name = "plan";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public Guid? Editing { get; init; }

    /// <summary>The version at which the schedule was read; of use where there is one.</summary>
    public int Version { get; init; }

    public DateOnly Day { get; init; }

    public SeriesScope Scope { get; init; }

    public string Content { get; init; } = "";

    public string Title { get; init; } = "";

    /// <summary>What was kept before there was such a field is played once.</summary>
    public string Repeats { get; init; } = "1";

    public IReadOnlyList<string> Areas { get; init; } = [];

    public RecurrenceKind Kind { get; init; }

    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    public IReadOnlyList<DateOnly> Dates { get; init; } = [];

    public string From { get; init; } = "";

    public string Until { get; init; } = "";

    public bool SkipHolidays { get; init; }

    public string Time { get; init; } = "";

    public string Volume { get; init; } = "";

    public Priority Priority { get; init; }

    public string OnDay { get; init; } = "";

    public static PlanKept Of(PlanDraft draft) => new()
    {
        Editing = draft.Editing?.Id,
        Version = draft.Editing?.Version ?? 0,
        Day = draft.Day,
        Scope = draft.Scope,
        Content = draft.Content,
        Title = draft.Title,
        Repeats = draft.Repeats?.ToString(CultureInfo.InvariantCulture) ?? "",
        Areas = [.. draft.Areas],
        Kind = draft.Kind,
        Weekdays = [.. draft.Weekdays],
        Dates = [.. draft.Dates],
        From = Text(draft.From),
        Until = Text(draft.Until),
        SkipHolidays = draft.SkipHolidays,
        Time = draft.Time?.ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "",
        Volume = draft.Volume.ToString(CultureInfo.InvariantCulture),
        Priority = draft.Priority,
        OnDay = Text(draft.OnDay),
    };

    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Null for nothing, and for what no version of ours has written.</summary>
    public static PlanKept? Read(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<PlanKept>(json, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The draft again. A schedule that somebody has changed meanwhile is held at the version it was read at, so that saving says so.</summary>
    public PlanDraft On(PlanChoices choices, Schedule? editing)
    {
        if (editing is not null)
        {
            editing.Version = Version;
        }

        return PlanDraft.Of(this, choices, editing);
    }

    public static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static TimeOnly? Clock(string text) => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;

    private static string Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
