using CloudBroadcast.Controller.Broadcasts.Live;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Registers what takes a broadcast from the wish to the last word of the last gateway.</summary>
internal static class BroadcastServices
{
    public static IServiceCollection AddBroadcasts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BroadcastOptions>()
            .Bind(configuration.GetSection("Broadcasts"), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BroadcastOptions>, BroadcastOptionsValidator>();
        services.AddSingleton<BroadcastContent>();
        services.AddSingleton<BroadcastGate>();
        services.AddSingleton<OrderDesk>();
        services.AddSingleton<OrderDelivery>();
        services.AddSingleton<BroadcastPlanner>();
        services.AddSingleton<BroadcastCloser>();
        services.AddSingleton<BroadcastSteps>();
        services.AddSingleton<ProgrammeStreamer>();
        services.AddSingleton<BroadcastStopper>().AddSingleton<StopDesk>();
        services.AddSingleton<BroadcastService>();
        services.AddSingleton<BroadcastDesk>();
        services.AddSingleton<EmergencyDesk>();
        services.AddSingleton<EmergencyApprovals>();
        services.AddSingleton<OnAirBoard>();
        services.AddSingleton<OrderResender>();
        services.AddSingleton<BroadcastRunner>();
        services.AddSingleton<ReportedBroadcasts>().AddSingleton<ReportIntake>();
        services.AddHostedService(provider => provider.GetRequiredService<ReportIntake>());
        services.AddHostedService<EmergencyLapses>();
        services.AddHostedService(provider => provider.GetRequiredService<BroadcastRunner>());
        services.AddHostedService(provider => provider.GetRequiredService<OrderResender>());
        return services.AddLiveTalk(configuration);
    }
}
