using CloudBroadcast.DeviceAgent.Link;
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
        services.AddHostedService(provider =>
        {
            var playout = provider.GetRequiredService<PlayoutDoor>();
            return new ServiceBeat(ServiceNotice.FromEnvironment(), () => _ = playout.OnAir(), provider.GetRequiredService<TimeProvider>());
        });
        return services;
    }
}
