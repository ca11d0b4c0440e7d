using CloudBroadcast.Controller.Alerts;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Console.Alerts;

/// <summary>What the form of an alert holds, from the first screen to the last; text, as browsers send it.</summary>
public sealed class AlertForm
{
    /// <summary>see or issue.</summary>
    public string? Step { get; set; }

    /// <summary>Key of a template; own for a text of one's own.</summary>
    public string? Template { get; set; }

    public bool Exercise { get; set; }

    public string? Severity { get; set; }

    public string? Event { get; set; }

    public string? Place { get; set; }

    public string? Time { get; set; }

    public string? Measure { get; set; }

    /// <summary>What is said, where there is no template.</summary>
    public string? Text { get; set; }

    public List<string> Villages { get; set; } = [];

    /// <summary>How long it sounds again and again, in minutes.</summary>
    public int? Lasts { get; set; }

    /// <summary>Minutes from one round to the next; 0 for once.</summary>
    public int? Repeat { get; set; }

    /// <summary>The alert in whose place it stands.</summary>
    public Guid? Replaces { get; set; }

    /// <summary>Password or code.</summary>
    public string? Secret { get; set; }

    internal AlertTemplate? Chosen => AlertTemplates.Find(Template);

    internal Priority Level => Enum.TryParse<Priority>(Severity, out var level) ? level : Chosen?.Usual ?? Priority.YellowAlert;

    /// <summary>As a template has it, with what it usually says.</summary>
    internal static AlertForm Of(AlertTemplate? template, bool exercise, IEnumerable<string> villages) => new()
    {
        Template = template?.Key ?? "own",
        Exercise = exercise,
        Event = template?.Event,
        Severity = (template?.Usual ?? Priority.YellowAlert).ToString(),
        Place = UsualOf(template, AlertField.Place),
        Time = UsualOf(template, AlertField.Time),
        Measure = UsualOf(template, AlertField.Measure),
        Villages = [.. villages],
    };

    /// <summary>As an alert has it that is to be replaced.</summary>
    internal static AlertForm Of(Alert alert, IEnumerable<string> villages) => new()
    {
        Template = "own",
        Exercise = alert.IsExercise,
        Event = alert.Headline.Split(AlertRules.ColourOf(alert.Severity))[0],
        Severity = alert.Severity.ToString(),
        Text = alert.Text,
        Villages = [.. villages],
        Replaces = alert.Id,
    };

    internal string Words => Chosen?.Fill(Said) ?? Text ?? "";

    internal string? Said(AlertField field) => field switch
    {
        AlertField.Place => Place,
        AlertField.Time => Time,
        _ => Measure,
    };

    internal AlertRequest Request(DateTimeOffset now) => new()
    {
        Exercise = Exercise,
        Event = Chosen?.Event ?? Event ?? "",
        Severity = Level,
        Text = Words,
        Areas = Villages,
        ExpiresAt = Lasts is { } minutes ? now.AddMinutes(minutes) : null,
        RepeatMinutes = Repeat,
        Replaces = Replaces,
    };

    private static string? UsualOf(AlertTemplate? template, AlertField field) => template?.Blanks.FirstOrDefault(blank => blank.Field == field)?.Usual;
}
