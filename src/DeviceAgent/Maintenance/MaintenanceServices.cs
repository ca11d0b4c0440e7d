using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.DeviceAgent.Updates;
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

    /// <summary>The chime; needs the amplifier and the sound output alone.</summary>
    public static IServiceCollection AddChime(this IServiceCollection services) => services.AddSingleton(provider => new ChimePlayer(
        provider.GetRequiredService<Amplifier>(),
        zones => provider.GetRequiredService<SinkFactory>().OpenFor(zones),
        provider.GetRequiredService<TimeProvider>()));

    public static IServiceCollection AddMaintenance(this IServiceCollection services)
    {
        services.AddChime();
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
            [MaintenanceTask.CollectLogs] = (_, cancellation) => SendLogsAsync(provider, cancellation),
            [MaintenanceTask.Update] = (order, cancellation) => UpdateAsync(provider, order.Package!, cancellation),
        };
    }

    private static async Task<string?> SendLogsAsync(IServiceProvider provider, CancellationToken cancellation)
    {
        var lines = await provider.GetRequiredService<LogRing>().CollectAsync(cancellation);
        return (await provider.GetRequiredService<SupplyLine>().SendAsync(GatewayPaths.Logs, lines, "application/gzip", cancellation))?.What;
    }

    private static async Task<string?> UpdateAsync(IServiceProvider provider, AgentPackage package, CancellationToken cancellation)
    {
        if (provider.GetService<Updater>() is not { } updater)
        {
            return "this agent was not started by its launcher, so nobody would take an unfit version back";
        }

        if (await updater.UpdateAsync(package, cancellation) is { } problem)
        {
            return problem;
        }

        // The new version starts with the next start of the agent, which waits for the end of what is on air.
        var (playout, time) = (provider.GetRequiredService<PlayoutDoor>(), provider.GetRequiredService<TimeProvider>());
        while (playout.OnAir() is not null)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation);
        }

        return await Restart(provider.GetRequiredService<IHostApplicationLifetime>());
    }

    private static Task<string?> Restart(IHostApplicationLifetime lifetime)
    {
        Environment.ExitCode = ExitCode.Again;
        lifetime.StopApplication();
        return Task.FromResult<string?>(null);
    }
}
