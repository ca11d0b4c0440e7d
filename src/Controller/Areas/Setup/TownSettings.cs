namespace CloudBroadcast.Controller.Areas.Setup;

/// <summary>What the first run has settled: one row, which is there once it was begun or was not needed.</summary>
internal sealed class TownSettings
{
    /// <summary>The only row's key.</summary>
    public const int TheOne = 1;

    public int Id { get; init; } = TheOne;

    /// <summary>IANA name; null while it is the configured one.</summary>
    public string? TimeZone { get; set; }

    /// <summary>When somebody has confirmed the zone.</summary>
    public DateTimeOffset? ZoneAt { get; set; }

    /// <summary>When the administrator has taken a password of the own, or put it off.</summary>
    public DateTimeOffset? AccountAt { get; set; }

    /// <summary>The gateway that is to sound first.</summary>
    public string? FirstGateway { get; set; }

    /// <summary>When somebody said that the first test was heard.</summary>
    public DateTimeOffset? HeardAt { get; set; }

    /// <summary>Who said so.</summary>
    public string? HeardBy { get; set; }

    /// <summary>When the first run was ended.</summary>
    public DateTimeOffset? DoneAt { get; set; }
}
