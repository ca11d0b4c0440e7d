namespace CloudBroadcast.Controller.Gateways;

/// <summary>A zone as a technician writes it.</summary>
internal sealed record ZoneRequest(int Number, string Name, IReadOnlyList<string> Communes);

/// <summary>A gateway that is to be; it is put into service by an enrolment code.</summary>
internal sealed record NewGatewayRequest
{
    public required string Id { get; init; }

    /// <summary>Division code of the village.</summary>
    public required string Area { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<ZoneRequest> Zones { get; init; }
}

/// <summary>What a gateway keeps to in place of the town's defaults; null for these.</summary>
internal sealed record LimitsRequest
{
    /// <summary>As <see cref="GatewayOptions.Curfew"/>.</summary>
    public string? Curfew { get; init; }

    public TimeSpan? LongestPlay { get; init; }

    public int? StartsPerHour { get; init; }

    public bool? EmergencyNeedsApproval { get; init; }
}

/// <summary>What is to change of a gateway; what is null stays.</summary>
internal sealed record GatewayChangeRequest
{
    public string? Name { get; init; }

    public IReadOnlyList<ZoneRequest>? Zones { get; init; }

    /// <summary>As <see cref="Gateway.VolumePercent"/>, 0 to 100.</summary>
    public int? VolumePercent { get; init; }

    /// <summary>Takes the place of all limits.</summary>
    public LimitsRequest? Limits { get; init; }
}

/// <summary>Why a gateway's certificate shall count no more.</summary>
internal sealed record RevocationRequest
{
    public required string Reason { get; init; }
}

/// <summary>A code as it is shown, once.</summary>
/// <param name="Code">To be typed at the gateway.</param>
/// <param name="ExpiresAt">Until when.</param>
/// <param name="Command">The whole line to be typed at the gateway.</param>
/// <param name="QrSvg">The same line as a QR code.</param>
internal sealed record EnrolmentCodeView(string Code, DateTimeOffset ExpiresAt, string Command, string QrSvg);
