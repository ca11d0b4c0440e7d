using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>An alert as the API shows it.</summary>
internal sealed record AlertView(
    Guid Id,
    bool Exercise,
    string Headline,
    Priority Severity,
    string Text,
    IReadOnlyList<string> Areas,
    double? RepeatMinutes,
    DateTimeOffset ExpiresAt,
    Guid? Replaces,
    string MadeBy,
    DateTimeOffset MadeAt,
    string? ConfirmedBy,
    AlertState State,
    int Rounds,
    DateTimeOffset? NextAt,
    DateTimeOffset? EndedAt,
    string? EndedBecause,
    IReadOnlyList<BroadcastView> Broadcasts)
{
    public static AlertView Of(Alert alert, IEnumerable<Broadcast> broadcasts) => new(
        alert.Id, alert.IsExercise, alert.Headline, alert.Severity, alert.Text, alert.Areas, alert.RepeatEvery?.TotalMinutes, alert.ExpiresAt,
        alert.Replaces, alert.MadeBy, alert.MadeAt, alert.ConfirmedBy, alert.State, alert.Rounds, alert.NextAt, alert.EndedAt, alert.EndedBecause,
        [.. broadcasts.Select(BroadcastView.Of)]);
}
