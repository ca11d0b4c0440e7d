using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>Registers what knows the gateways.</summary>
internal static class GatewayServices
{
    public static IServiceCollection AddGateways(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddGatewayKeys(configuration);
        services.AddSingleton<GatewayPresence>().AddSingleton<ClockAnswers>().AddHostedService<GatewayIntake>();
        return services;
    }

    /// <summary>Trust alone: what the certificate command needs, too.</summary>
    public static IServiceCollection AddGatewayKeys(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GatewayOptions>()
            .Bind(configuration.GetSection(GatewayOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddSingleton<KeyFiles>().AddSingleton<TownCertificateAuthority>().AddSingleton<GatewayCertificates>().AddSingleton<GatewayKeys>();
        services.AddSingleton(provider => ControllerSigningKey.Load(provider.GetRequiredService<KeyFiles>()));
        return services;
    }
}
