using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>A zone of a gateway, as the API shows it.</summary>
internal sealed record ZoneView(int Number, string Name, IReadOnlyList<string> Communes);

/// <summary>What a gateway keeps to in place of the town's defaults; null for these.</summary>
internal sealed record LimitsView(string? Curfew, TimeSpan? LongestPlay, int? StartsPerHour, bool? EmergencyNeedsApproval);

/// <summary>A gateway and how it is, as the API shows it.</summary>
internal sealed record GatewayView(
    string Id,
    string Name,
    string Area,
    IReadOnlyList<ZoneView> Zones,
    int VolumePercent,
    LimitsView Limits,
    bool HasCertificate,
    DateTimeOffset? EnrolledAt,
    DateTimeOffset? RevokedAt,
    string? RevokedReason,
    long? InstalledRevision,
    bool Online,
    DateTimeOffset? LastSeen,
    GatewayState? State)
{
    public static GatewayView Of(Gateway gateway, GatewayPresence presence)
    {
        var seen = presence.Find(gateway.Id);
        return new GatewayView(
            gateway.Id,
            gateway.Name,
            gateway.AreaCode,
            gateway.Zones.OrderBy(zone => zone.Number).Select(zone => new ZoneView(zone.Number, zone.Name, zone.Communes)).ToList(),
            gateway.VolumePercent ?? GatewayRules.LoudestPercent,
            new LimitsView(gateway.Curfew, gateway.LongestPlay, gateway.StartsPerHour, gateway.EmergencyNeedsApproval),
            gateway.PublicKey is not null,
            gateway.EnrolledAt,
            gateway.RevokedAt,
            gateway.RevokedReason,
            gateway.InstalledRevision,
            presence.IsOnline(gateway.Id),
            seen?.HeardAt,
            seen?.State);
    }
}
