using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>Registers what the gateway says of itself, and who looks after it.</summary>
internal static class HealthServices
{
    public static IServiceCollection AddHealth(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<HealthOptions>, HealthOptionsValidator>();
        services.AddOptions<HealthOptions>()
            .Bind(configuration.GetSection(HealthOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<FaultBoard>();
        services.AddSingleton(provider => new MachineSensors("/", provider.GetRequiredService<IOptions<HealthOptions>>().Value.SignalFile));
        services.AddSingleton(provider => new SelfTestRecord(
            StoreFolder(provider), DiskAccess.Real, provider.GetRequiredService<ControllerClock>(), provider.GetRequiredService<ILogger<SelfTestRecord>>()));
        services.AddSingleton<StateComposer>();
        services.AddHostedService<StateReporter>();
        services.AddHostedService(provider =>
        {
            var playout = provider.GetRequiredService<PlayoutDoor>();
            return new ServiceBeat(ServiceNotice.FromEnvironment(), () => _ = playout.OnAir(), provider.GetRequiredService<TimeProvider>());
        });
        return services.AddWatchers();
    }

    /// <summary>The nightly self-test; needs the amplifier and the sound output.</summary>
    public static IServiceCollection AddSelfTest(this IServiceCollection services)
    {
        services.AddSingleton<SelfTestChecks>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SelfTest>(provider, provider.GetRequiredService<SelfTestChecks>().All()));
        return services.AddHostedService<NightlySelfTest>();
    }

    private static IServiceCollection AddWatchers(this IServiceCollection services)
    {
        services.AddSingleton<IFaultWatcher, TemperatureWatcher>();
        services.AddSingleton<IFaultWatcher, SupplyWatcher>();
        services.AddSingleton<IFaultWatcher, ClockWatcher>();
        services.AddSingleton<IFaultWatcher, ClockStepWatcher>();
        services.AddSingleton<IFaultWatcher, SoundWatcher>();
        services.AddSingleton<IFaultWatcher, SelfTestWatcher>();
        services.AddSingleton(provider => new DiskWatcher(
            provider.GetRequiredService<FaultBoard>(), StoreFolder(provider), DiskSpace.Of, DiskAccess.Real, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IFaultWatcher>(provider => provider.GetRequiredService<DiskWatcher>());
        return services.AddHostedService<FaultWatch>();
    }

    private static string StoreFolder(IServiceProvider provider) => provider.GetRequiredService<IOptions<StoreOptions>>().Value.Folder;
}
