using CloudBroadcast.DeviceAgent.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>Registers what survives a power cut.</summary>
internal static class StoreServices
{
    public static IServiceCollection AddStore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<StoreOptions>, StoreOptionsValidator>();
        services.AddOptions<StoreOptions>()
            .Bind(configuration.GetSection(StoreOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<JournalFeed>();
        services.AddSingleton(Reserve);
        services.AddSingleton(provider => new AudioStore(
            Folder(provider),
            Options(provider).MaxBytes,
            DiskAccess.Real,
            provider.GetRequiredService<DiskReserve>(),
            provider.GetRequiredService<FaultBoard>(),
            provider.GetRequiredService<ILogger<AudioStore>>()));
        services.AddSingleton(provider => Ledger.Open(Folder(provider), Disk(provider), provider.GetRequiredService<ILogger<Ledger>>()));
        services.AddSingleton(provider => new TimeFloor(Folder(provider), Disk(provider), provider.GetRequiredService<ILogger<TimeFloor>>()));
        services.AddSingleton(provider =>
            ReportOutbox.Open(Folder(provider), Disk(provider), provider.GetRequiredService<ILogger<ReportOutbox>>()));
        return services;
    }

    private static DiskReserve Reserve(IServiceProvider provider)
    {
        var options = Options(provider);
        Directory.CreateDirectory(options.Folder);
        var drive = new DriveInfo(Path.GetFullPath(options.Folder));
        return new DiskReserve(
            options.Folder,
            options.ReserveBytes,
            DiskAccess.Real,
            () => drive.AvailableFreeSpace,
            provider.GetRequiredService<FaultBoard>(),
            provider.GetRequiredService<ILogger<DiskReserve>>());
    }

    private static DiskAccess Disk(IServiceProvider provider) => provider.GetRequiredService<DiskReserve>().Access;

    private static StoreOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<StoreOptions>>().Value;

    private static string Folder(IServiceProvider provider) => Options(provider).Folder;
}
