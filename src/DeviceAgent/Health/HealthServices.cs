using Microsoft.Extensions.DependencyInjection;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>Registers what the gateway says of itself.</summary>
internal static class HealthServices
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<FaultBoard>();
        services.AddSingleton<StateComposer>();
        services.AddHostedService<StateReporter>();
        return services;
    }
}
