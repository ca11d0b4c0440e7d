using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.DeviceAgent.Updates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>Registers the door at which commands on this machine ask the agent; needs all other services.</summary>
internal static class TerminalServices
{
    public static IServiceCollection AddLocalDoor(this IServiceCollection services)
    {
        services.AddTrials(provider => () => provider.GetRequiredService<InstalledConfiguration>().Current.Configuration.Zones);
        services.AddSingleton(provider => new DoorDesk(
            provider.GetRequiredService<StateComposer>(),
            provider.GetRequiredService<ControllerLink>(),
            provider.GetRequiredService<RelayTrial>(),
            provider.GetRequiredService<SoundTrial>(),
            provider.GetRequiredService<JournalFeed>(),
            provider.GetService<ProgramFolder>()));
        return services.AddHostedService(provider => new LocalDoor(
            provider.GetRequiredService<IOptions<StoreOptions>>().Value.Folder,
            provider.GetRequiredService<DoorDesk>().AnswerAsync,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LocalDoor>>()));
    }
}
