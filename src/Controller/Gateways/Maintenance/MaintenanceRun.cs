using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Maintenance;

/// <summary>How far a task has come.</summary>
internal enum MaintenanceState
{
    /// <summary>The order is on its way.</summary>
    Sent,

    /// <summary>The gateway has it in its ledger.</summary>
    Received,

    /// <summary>The gateway refused it.</summary>
    Refused,

    /// <summary>It is done, and nothing was wrong.</summary>
    Done,

    /// <summary>It ended, and something was wrong.</summary>
    Failed,
}

/// <summary>A task that was asked of a gateway, and what came of it.</summary>
internal sealed class MaintenanceRun
{
    /// <summary>The order's id.</summary>
    public required Guid Id { get; init; }

    public required string GatewayId { get; init; }

    public required MaintenanceTask Task { get; init; }

    /// <summary>As in <see cref="MaintainOrder"/>.</summary>
    public int? Zone { get; init; }

    /// <summary>As in <see cref="MaintainOrder"/>.</summary>
    public AgentLogLevel? LogLevel { get; init; }

    /// <summary>The version that an update names.</summary>
    public string? PackageVersion { get; init; }

    /// <summary>Who asked.</summary>
    public required string AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The gateway refuses the order from then on.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public MaintenanceState State { get; set; }

    /// <summary>The gateway's reason.</summary>
    public RefusalReason? Refusal { get; set; }

    /// <summary>What was wrong, in the gateway's words.</summary>
    public string? Detail { get; set; }

    /// <summary>When the gateway spoke of it last, by this clock.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>Takes a report of the gateway in; false when it says nothing new.</summary>
    public bool Take(PlaybackReport report, DateTimeOffset now)
    {
        MaintenanceState? next = report.Stage switch
        {
            PlaybackStage.Received => MaintenanceState.Received,
            PlaybackStage.Refused => MaintenanceState.Refused,
            PlaybackStage.Finished => MaintenanceState.Done,
            PlaybackStage.Failed => MaintenanceState.Failed,
            _ => null,
        };
        if (next is not { } state || state <= State || State is MaintenanceState.Refused or MaintenanceState.Done
            || (state is MaintenanceState.Refused && State is not MaintenanceState.Sent))
        {
            // An order that came twice is refused the second time, and goes on.
            return false;
        }

        (State, Refusal, Detail, AnsweredAt) = (state, report.Refusal, report.Detail, now);
        return true;
    }
}
