using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>A zone of a gateway, as the API shows it.</summary>
internal sealed record ZoneView(int Number, string Name, IReadOnlyList<string> Communes);

/// <summary>A gateway and how it is, as the API shows it.</summary>
internal sealed record GatewayView(
    string Id, string Name, string Area, IReadOnlyList<ZoneView> Zones, bool HasCertificate, bool Online, DateTimeOffset? LastSeen, GatewayState? State)
{
    public static GatewayView Of(Gateway gateway, GatewayPresence presence)
    {
        var seen = presence.Find(gateway.Id);
        return new GatewayView(
            gateway.Id,
            gateway.Name,
            gateway.AreaCode,
            gateway.Zones.OrderBy(zone => zone.Number).Select(zone => new ZoneView(zone.Number, zone.Name, zone.Communes)).ToList(),
            gateway.PublicKey is not null,
            presence.IsOnline(gateway.Id),
            seen?.HeardAt,
            seen?.State);
    }
}
