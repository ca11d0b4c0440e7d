namespace CloudBroadcast.Controller.Gateways;

/// <summary>Registers what knows the gateways.</summary>
internal static class GatewayServices
{
    public static IServiceCollection AddGateways(this IServiceCollection services) => services;
}
