namespace CloudBroadcast.Controller.Gateways.Configurations;

/// <summary>A configuration as it was signed for a gateway; each one is kept.</summary>
internal sealed class IssuedConfiguration
{
    public required string GatewayId { get; init; }

    /// <summary>Rises with each one of the gateway.</summary>
    public required long Revision { get; init; }

    /// <summary>The signed document, with the operator's approval once that is given.</summary>
    public required byte[] Document { get; set; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Name of the operator who approved it; null where nobody did.</summary>
    public string? ApprovedBy { get; set; }
}
