using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Registers the link to the controller.</summary>
internal static class LinkServices
{
    public static IServiceCollection AddLink(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<LinkOptions>, LinkOptionsValidator>();
        services.AddOptions<LinkOptions>()
            .Bind(configuration.GetSection(LinkOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton(provider => LinkCredentials.Load(Options(provider).Folder));
        services.AddSingleton(provider => InstalledConfiguration.Load(Options(provider).Folder, DiskAccess.Real));
        services.AddSingleton(provider => InstalledSchedule.Load(
            provider.GetRequiredService<IOptions<StoreOptions>>().Value.Folder,
            provider.GetRequiredService<DiskReserve>().Access,
            provider.GetRequiredService<InstalledConfiguration>(),
            provider.GetRequiredService<FaultBoard>(),
            provider.GetRequiredService<ILogger<InstalledSchedule>>()));
        services.AddSingleton(provider => ControllerAddress.Of(Options(provider)));
        services.AddSingleton(provider => new ControllerClock(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<TimeFloor>().Read()));
        services.AddHostedService<TimeFloorKeeper>();
        services.AddJournal();
        services.AddSingleton<RefusalCounts>();
        services.AddSingleton<ClockAsker>();
        services.AddSingleton<ReportDesk>();
        services.AddSingleton<ReportSender>();
        services.AddSingleton<OrderDesk>();
        services.AddSingleton<ConfigurationDesk>();
        services.AddSingleton<ScheduleDesk>();
        services.AddSingleton<AlertButton>();
        services.AddHostedService<DuePlayer>();
        services.AddSingleton<Inbox>();
        services.AddSingleton<AudioFetcher>();
        services.AddSingleton<SupplyLine>();
        services.AddHostedService<StoreKeeper>();
        services.AddSingleton<ControllerLink>();
        services.AddHostedService<LinkService>();
        return services;
    }

    // Before the link, so that it ends after it: what playback reports while it fades out is written, too.
    private static void AddJournal(this IServiceCollection services)
    {
        services.AddSingleton(provider => new Journal(
            provider.GetRequiredService<IOptions<StoreOptions>>().Value,
            provider.GetRequiredService<InstalledConfiguration>().Gateway,
            provider.GetRequiredService<LinkCredentials>().Key,
            provider.GetRequiredService<DiskReserve>().Access,
            provider.GetRequiredService<ILogger<Journal>>()));
        services.AddSingleton<JournalSender>();
        services.AddHostedService<JournalKeeper>();
    }

    private static LinkOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<LinkOptions>>().Value;
}
