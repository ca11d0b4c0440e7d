namespace CloudBroadcast.Controller.Console.Town;

/// <summary>What the gateways say now, for the pages.</summary>
internal sealed class GatewayEars
{
    private readonly Dictionary<string, Heard> _heard = [];

    public IReadOnlyDictionary<string, Heard> Heard(IEnumerable<string> gateways) =>
        gateways.ToDictionary(gateway => gateway, gateway => _heard.GetValueOrDefault(gateway, Town.Heard.Nothing));
}
