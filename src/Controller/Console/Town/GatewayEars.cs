using CloudBroadcast.Controller.Gateways;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>What the gateways say now, for the pages.</summary>
internal sealed class GatewayEars(GatewayPresence presence)
{
    public IReadOnlyDictionary<string, Heard> Heard(IEnumerable<string> gateways) => gateways.ToDictionary(
        gateway => gateway,
        gateway => presence.Find(gateway) is { } seen
            ? new Heard(presence.IsOnline(gateway), seen.HeardAt, seen.State)
            : Town.Heard.Nothing);
}
