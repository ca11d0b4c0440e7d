using CloudBroadcast.Controller.Alerts.Sound;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>What a wish for an alert must keep to before anybody asks the area tree. Pure.</summary>
internal static class AlertRules
{
    public const int LongestText = AlertWords.MaxBodyChars;
    public const int LongestEvent = AlertWords.MaxKindChars;
    public const int LongestReason = 200;

    /// <summary>No alert lasts longer: what is still true then is issued anew.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    /// <summary>The field and what is wrong with it, with the value in quotes and what is allowed.</summary>
    public static IEnumerable<(string Field, string Problem)> ProblemsOf(AlertRequest request, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(request.Event) || request.Event.Length > LongestEvent)
        {
            yield return ("event", $"\"{request.Event}\" can't be an event. Allowed: 1 to {LongestEvent} characters, such as 冰雹.");
        }

        if (request.Severity <= Priority.LiveTalk || !Enum.IsDefined(request.Severity))
        {
            yield return ("severity", $"\"{request.Severity}\" is no alert. Allowed: blueAlert, yellowAlert, orangeAlert, redAlert.");
        }

        if (string.IsNullOrWhiteSpace(request.Text) || request.Text.Length > LongestText)
        {
            yield return ("text", $"\"{request.Text?.Length ?? 0}\" characters can't be spoken. Allowed: 1 to {LongestText}.");
        }

        if (request.Text?.IndexOfAny(['{', '}', '＿']) >= 0)
        {
            yield return ("text", "A field of the template was left empty. Allowed: a text without braces and blanks to fill in.");
        }

        if (request.Areas.Count == 0)
        {
            yield return ("areas", "\"[]\" names no area. Allowed: one or more codes of GET /api/areas.");
        }

        if (request.ExpiresAt is { } end && (end <= now || end > now + LongestLife))
        {
            yield return ("expiresAt", $"\"{end:O}\" is out of range. Allowed: after now, and at most {LongestLife.TotalHours:0} hours ahead.");
        }

        if (request.RepeatMinutes is < 0 or > 24 * 60)
        {
            yield return ("repeatMinutes", $"\"{request.RepeatMinutes}\" is out of range. Allowed: 0 for once, or 1 to {24 * 60}.");
        }
    }

    /// <summary>红色 and so on.</summary>
    public static string ColourOf(Priority severity) => severity switch
    {
        Priority.RedAlert => "红色",
        Priority.OrangeAlert => "橙色",
        Priority.YellowAlert => "黄色",
        _ => "蓝色",
    };

    /// <summary>冰雹橙色预警, 冰雹橙色预警演练.</summary>
    public static string HeadlineOf(AlertRequest request) => AlertWords.HeadlineOf(ScriptOf(request));

    /// <summary>What is spoken of it.</summary>
    public static AlertScript ScriptOf(AlertRequest request) =>
        new(request.Event.Trim(), request.Severity, request.Exercise, request.Text.Trim(), Until: request.ExpiresAt);
}
