using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Maintenance;

/// <summary>What a gateway shall do about itself.</summary>
internal sealed record MaintenanceRequest
{
    public required MaintenanceTask Task { get; init; }

    /// <summary>For a relay test: a zone of the gateway, or 0 for the amplifier's power.</summary>
    public int? Zone { get; init; }

    /// <summary>For the log level.</summary>
    public AgentLogLevel? LogLevel { get; init; }

    /// <summary>For an update: SHA-256 of a package of <c>GET /api/packages</c>.</summary>
    public string? Package { get; init; }
}
