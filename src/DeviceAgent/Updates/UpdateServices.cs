using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Updates;

/// <summary>Registers updates and the trial of an updated version, where the agent was started by <c>packaging/launch</c>.</summary>
internal static class UpdateServices
{
    // Set by the launcher: without it nobody would take an unfit version back.
    private const string FolderVariable = "AGENT_PROGRAM_FOLDER";

    public static IServiceCollection AddUpdates(this IServiceCollection services)
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder)
        {
            return services;
        }

        services.AddSingleton(new ProgramFolder(folder, DiskAccess.Real));
        services.AddSingleton(provider => new PackageFetcher(
            provider.GetRequiredService<SupplyLine>(),
            DiskAccess.Real,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PackageFetcher>>()));
        services.AddSingleton(provider => new Updater(
            provider.GetRequiredService<ProgramFolder>(),
            Path.Combine(provider.GetRequiredService<IOptions<LinkOptions>>().Value.Folder, Updater.ReleaseKeyFile),
            StateComposer.AgentVersion,
            provider.GetRequiredService<PackageFetcher>().FetchAsync,
            DiskAccess.Real));
        services.AddHostedService(provider => new UpdateTrial(
            provider.GetRequiredService<ProgramFolder>(),
            () => Missing(provider.GetRequiredService<ControllerLink>(), provider.GetRequiredService<PlayoutDoor>()),
            () => End(provider.GetRequiredService<IHostApplicationLifetime>()),
            provider.GetRequiredService<FaultBoard>(),
            provider.GetRequiredService<JournalFeed>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<UpdateTrial>>()));
        return services;
    }

    private static string? Missing(ControllerLink link, PlayoutDoor playout) =>
        !link.IsConnected ? "the controller is not reached"
        : playout.Sound().Fault is { } fault ? "sound: " + fault
        : !playout.Amplifier().Connected ? "the relay board does not answer"
        : null;

    private static void End(IHostApplicationLifetime lifetime)
    {
        Environment.ExitCode = ExitCode.Failed;
        lifetime.StopApplication();
    }
}
