using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Registers the gateway's one <see cref="Amplifier"/> and the board behind it.</summary>
internal static class AmplifierServices
{
    public static IServiceCollection AddAmplifier(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(AmplifierOptions.Section);
        services.AddOptions<AmplifierOptions>()
            .Bind(section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<AmplifierOptions>, AmplifierOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Amplifier>();
        return string.IsNullOrEmpty(section[nameof(AmplifierOptions.Port)])
            ? services.AddSingleton<IRelayBoard, NoRelayBoard>()
            : services.AddBridge();
    }

    private static IServiceCollection AddBridge(this IServiceCollection services) => services
        .AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<AmplifierOptions>>().Value;
            return new SerialRelayBridge(
                options,
                () => SerialLine.Open(options.Port),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<SerialRelayBridge>>());
        })
        .AddSingleton<IRelayBoard>(provider => provider.GetRequiredService<SerialRelayBridge>())
        .AddHostedService(provider => provider.GetRequiredService<SerialRelayBridge>());
}
