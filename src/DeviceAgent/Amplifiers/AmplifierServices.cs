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
        services.AddSingleton<IValidateOptions<AmplifierOptions>, AmplifierRules>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Amplifier>();
        return string.IsNullOrEmpty(section[nameof(AmplifierOptions.Port)])
            ? services.AddSingleton<IRelayBoard, NoRelayBoard>()
            : services.AddBoard();
    }

    private static IServiceCollection AddBoard(this IServiceCollection services) => services
        .AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<AmplifierOptions>>().Value;
            return new SerialRelayBoard(
                options,
                () => SerialLine.Open(options.Port, options.Baud ?? BoardKind.Of(options.Board).Baud),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<SerialRelayBoard>>());
        })
        .AddSingleton<IRelayBoard>(provider => provider.GetRequiredService<SerialRelayBoard>())
        .AddHostedService(provider => provider.GetRequiredService<SerialRelayBoard>());
}
