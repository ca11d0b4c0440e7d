using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Maintenance;

/// <summary>Registers what the gateway does about itself when it is asked; needs all other services.</summary>
internal static class MaintenanceServices
{
    /// <summary>How long a relay stays closed in its test.</summary>
    public static readonly TimeSpan RelayTestLength = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddMaintenance(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ChimePlayer(
            provider.GetRequiredService<Amplifier>(),
            () => provider.GetRequiredService<SinkFactory>().Open(Guid.Empty),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(NewDesk);
        services.AddHostedService(provider => provider.GetRequiredService<MaintenanceDesk>());
        return services.AddSingleton(provider =>
        {
            var desk = provider.GetRequiredService<MaintenanceDesk>();
            return new MaintenanceDoor { Judge = desk.Judge, Begin = desk.Begin };
        });
    }

    private static MaintenanceDesk NewDesk(IServiceProvider provider)
    {
        var playout = provider.GetRequiredService<PlayoutDoor>();
        var reports = provider.GetRequiredService<ReportDesk>();
        return new MaintenanceDesk(
            Works(provider),
            () => playout.OnAir() is not null,
            provider.GetRequiredService<JournalFeed>(),
            (order, problem) => reports.Post(problem is null ? PlaybackStage.Finished : PlaybackStage.Failed, order, problem),
            provider.GetRequiredService<ILogger<MaintenanceDesk>>());
    }

    private static Dictionary<MaintenanceTask, MaintenanceWork> Works(IServiceProvider provider)
    {
        var amplifier = provider.GetRequiredService<Amplifier>();
        var chime = provider.GetRequiredService<ChimePlayer>();
        var installed = provider.GetRequiredService<InstalledConfiguration>();
        var levels = provider.GetRequiredService<LogLevelSwitch>();
        var lifetime = provider.GetRequiredService<IHostApplicationLifetime>();
        var selfTest = provider.GetRequiredService<SelfTest>();
        return new()
        {
            [MaintenanceTask.Restart] = (_, _) => Restart(lifetime),
            [MaintenanceTask.SelfTest] = (_, cancellation) => selfTest.RunAsync(cancellation),
            [MaintenanceTask.RelayTest] = (order, cancellation) => amplifier.TestRelayAsync(order.Zone ?? 0, RelayTestLength, cancellation),
            [MaintenanceTask.ChimeTest] = (order, cancellation) =>
                chime.PlayAsync(order.Zone is { } zone ? new HashSet<int> { zone } : [.. installed.Current.Configuration.Zones], cancellation),
            [MaintenanceTask.LogLevel] = (order, _) =>
            {
                levels.Set(order.LogLevel ?? AgentLogLevel.Information);
                return Task.FromResult<string?>(null);
            },
        };
    }

    private static Task<string?> Restart(IHostApplicationLifetime lifetime)
    {
        Environment.ExitCode = ExitCode.Again;
        lifetime.StopApplication();
        return Task.FromResult<string?>(null);
    }
}
