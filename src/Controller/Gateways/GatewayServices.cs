using CloudBroadcast.Controller.Gateways.Approvals;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Gateways.Enrolment;
using CloudBroadcast.Controller.Gateways.Journals;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Gateways.Maintenance;
using CloudBroadcast.Controller.Gateways.Presence;
using CloudBroadcast.Controller.Gateways.Supplies;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>Registers what knows the gateways.</summary>
internal static class GatewayServices
{
    public static IServiceCollection AddGateways(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddGatewayKeys(configuration);
        services.AddSingleton<GatewayPresence>().AddSingleton<ClockAnswers>().AddHostedService<GatewayIntake>();
        services.AddSingleton<PresenceBook>().AddHostedService<PresenceRecorder>();
        services.AddScoped<GatewayRegister>().AddSingleton<GatewayLimits>();
        services.AddSingleton<EnrolmentDesk>().AddSingleton<EnrolmentAllowance>();
        services.AddSingleton<IStartupFilter, GatewayDoor>();
        services.AddOptions<SupplyOptions>()
            .Bind(configuration.GetSection("Supplies"), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SupplyOptions>, SupplyOptionsValidator>();
        services.AddSingleton<SupplyDoor>().AddSingleton<PackageShelf>().AddSingleton<GatewayLogs>().AddSingleton<PacedCopy>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, GatewayHttpsEndpoint>();
        services.AddSingleton<MaintenanceBook>().AddSingleton<MaintenanceDesk>();
        services.AddSingleton<OperatorKeyDesk>().AddSingleton<ConfigurationApprovals>();
        services.AddHostedService<ConfigurationSender>().AddHostedService<KeyRotationRounds>();
        return services.AddJournals(configuration);
    }

    /// <summary>Trust alone: what the commands need, too.</summary>
    public static IServiceCollection AddGatewayKeys(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GatewayOptions>()
            .Bind(configuration.GetSection(GatewayOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddSingleton<KeyFiles>().AddSingleton<TownCertificateAuthority>().AddSingleton<GatewayCertificates>().AddSingleton<GatewayKeys>();
        services.AddSingleton<SigningKeys>().AddSingleton<ConfigurationDesk>().AddSingleton<EnrolmentCodes>().AddSingleton<KeyRotations>();
        return services;
    }
}
