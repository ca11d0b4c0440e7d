using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Maintenance;

/// <summary>A task and what came of it, as the API shows it.</summary>
/// <param name="Id">The order's id.</param>
/// <param name="GatewayId">Whose.</param>
/// <param name="Task">What was asked.</param>
/// <param name="Zone">Of a relay test.</param>
/// <param name="LogLevel">Of a change of it.</param>
/// <param name="Version">Of an update.</param>
/// <param name="AskedBy">Who asked.</param>
/// <param name="AskedAt">When.</param>
/// <param name="ExpiresAt">Without an answer by then the gateway has not got it.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Refusal">The gateway's reason.</param>
/// <param name="Detail">What was wrong, in the gateway's words.</param>
/// <param name="AnsweredAt">When the gateway spoke of it last.</param>
internal sealed record MaintenanceView(
    Guid Id,
    string GatewayId,
    MaintenanceTask Task,
    int? Zone,
    AgentLogLevel? LogLevel,
    string? Version,
    string AskedBy,
    DateTimeOffset AskedAt,
    DateTimeOffset ExpiresAt,
    MaintenanceState State,
    RefusalReason? Refusal,
    string? Detail,
    DateTimeOffset? AnsweredAt)
{
    public static MaintenanceView Of(MaintenanceRun run) => new(
        run.Id, run.GatewayId, run.Task, run.Zone, run.LogLevel, run.PackageVersion, run.AskedBy, run.AskedAt, run.ExpiresAt,
        run.State, run.Refusal, run.Detail, run.AnsweredAt);
}
