using CloudBroadcast.Controller.Broadcasts;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>Registers what takes an alert from the wish to the all-clear.</summary>
internal static class AlertServices
{
    public static IServiceCollection AddAlerts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AlertOptions>()
            .Bind(configuration.GetSection(AlertOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AlertOptions>, AlertOptionsValidator>();
        services.AddSingleton<AlertGate>().AddSingleton<AlertBook>().AddSingleton<AlertSpeech>();
        services.AddSingleton<AlertDesk>().AddSingleton<AlertRounds>().AddSingleton<AlertAftermaths>();
        services.AddSingleton<IStopWitness, AlertStops>();
        return services.AddHostedService<AlertLoop>();
    }
}
