using System.Text.Json.Serialization;

namespace CloudBroadcast.Protocol;

/// <summary>What a gateway is asked to do about itself.</summary>
[JsonConverter(typeof(WireEnumConverter<MaintenanceTask>))]
public enum MaintenanceTask
{
    /// <summary>End the agent in order, so that the service manager starts it again.</summary>
    Restart,

    /// <summary>The silent self-test.</summary>
    SelfTest,

    /// <summary>A chime in every zone, to be heard; kept from the curfew and from what is on air.</summary>
    ChimeTest,

    /// <summary>One relay on for a second, in silence, and read back.</summary>
    RelayTest,

    /// <summary>Log more or less until the next start.</summary>
    LogLevel,

    /// <summary>Send the logs to the controller.</summary>
    CollectLogs,

    /// <summary>Fetch a released version, try it, and go back when it is not healthy.</summary>
    Update,
}

/// <summary>How much an agent logs.</summary>
[JsonConverter(typeof(WireEnumConverter<AgentLogLevel>))]
public enum AgentLogLevel
{
    /// <summary>Every step.</summary>
    Debug,

    /// <summary>What happens.</summary>
    Information,

    /// <summary>What goes wrong.</summary>
    Warning,
}

/// <summary>Do something about the gateway itself; the journal says how it ended.</summary>
public sealed record MaintainOrder
{
    /// <summary>What to do.</summary>
    public required MaintenanceTask Task { get; init; }

    /// <summary>For <see cref="MaintenanceTask.RelayTest"/>: 1 to 8, or 0 for the amplifier's power.</summary>
    public int? Zone { get; init; }

    /// <summary>For <see cref="MaintenanceTask.LogLevel"/>.</summary>
    public AgentLogLevel? LogLevel { get; init; }

    /// <summary>For <see cref="MaintenanceTask.Update"/>.</summary>
    public AgentPackage? Package { get; init; }
}

/// <summary>A released version of the agent, as the controller serves it (docs/wire/gateway-https.md).</summary>
public sealed record AgentPackage
{
    /// <summary>SHA-256 of the file, 64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its length.</summary>
    public required long Bytes { get; init; }

    /// <summary>Its version; 1 to 64 characters.</summary>
    public required string Version { get; init; }
}
