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
        services.AddSingleton(provider => Ledger.Open(Folder(provider), DiskAccess.Real, provider.GetRequiredService<ILogger<Ledger>>()));
        services.AddSingleton(provider => new TimeFloor(Folder(provider), DiskAccess.Real, provider.GetRequiredService<ILogger<TimeFloor>>()));
        services.AddSingleton(provider =>
            ReportOutbox.Open(Folder(provider), DiskAccess.Real, provider.GetRequiredService<ILogger<ReportOutbox>>()));
        return services;
    }

    private static string Folder(IServiceProvider provider) => provider.GetRequiredService<IOptions<StoreOptions>>().Value.Folder;
}
