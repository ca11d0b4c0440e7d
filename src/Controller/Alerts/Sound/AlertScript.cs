using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Sound;

/// <summary>What an alert, an exercise of one or a notice has to say, part by part, as people or other systems have written it.</summary>
/// <param name="Kind">What it is: 冰雹; 冰雹橙色预警 is as good.</param>
/// <param name="Severity">Its colour; below blueAlert it is a notice, of no colour.</param>
/// <param name="IsExercise">演练: said first and last.</param>
/// <param name="Body">What happens and what to do.</param>
/// <param name="Where">For which places; null where the body says it.</param>
/// <param name="Until">Until when it holds; null where nobody knows.</param>
/// <param name="Issuer">Who says so.</param>
internal sealed record AlertScript(
    string Kind, Priority Severity, bool IsExercise, string Body, string? Where = null, DateTimeOffset? Until = null, string? Issuer = null);
