namespace CloudBroadcast.Controller.Console.Town;

/// <summary>What the gateways say now, for the pages.</summary>
internal sealed class GatewayEars
{
    public IReadOnlyDictionary<string, Heard> Heard(IEnumerable<string> gateways) =>
        gateways.ToDictionary(gateway => gateway, _ => Town.Heard.Nothing);
}
