using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller;

/// <summary>Lets gateways of the town speak, by their own keys.</summary>
internal static class Villages
{
    public static string GatewayOf(int village) => $"gw-6203211042{village:00}";

    /// <summary>A gateway whose key the town knows, as after its first connection.</summary>
    public static async Task<FakeGateway> EnrolAsync(this TownHost host, int village)
    {
        var gateway = await FakeGateway.EnrolAsync(host, GatewayOf(village));
        var key = gateway.Certificate.PublicKey.ExportSubjectPublicKeyInfo();
        Assert.True(await host.Get<GatewayKeys>().ConnectAsync(gateway.Id, key, TestContext.Current.CancellationToken));
        return gateway;
    }

    /// <summary>The gateway's state as a signed document, as if its topic had brought it.</summary>
    public static void Says(this TownHost host, FakeGateway gateway, long sequence, Func<GatewayState, GatewayState>? change = null)
    {
        var state = gateway.State(sequence);
        host.Get<GatewayPresence>().Take(gateway.Id, gateway.Sign(DocumentKind.State, WireJson.Write(change?.Invoke(state) ?? state)));
    }

    public static GatewayState Playing(this GatewayState state, Guid broadcast, TimeSpan position) => state with
    {
        OnAir = new OnAirState { BroadcastId = broadcast, PositionMs = (long)position.TotalMilliseconds, BufferedMs = 400, VolumePercent = 70 },
    };

    public static GatewayState Broken(this GatewayState state, string fault) => state with { Amplifier = state.Amplifier with { Fault = fault } };
}
