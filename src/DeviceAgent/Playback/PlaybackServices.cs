using CloudBroadcast.DeviceAgent.Link;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Registers the gateway's one <see cref="BroadcastPlayer"/> and the thread that drives it; needs the amplifier's services.</summary>
internal static class PlaybackServices
{
    public static IServiceCollection AddPlayback(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSoundOutput(configuration);
        services.TryAddSingleton<OpenStored>(_ => _ => null);
        services.AddSingleton<BroadcastPlayer>();
        services.AddHostedService<PlayoutThread>();
        return services;
    }

    /// <summary>The sound output alone, for whoever plays without a player.</summary>
    public static IServiceCollection AddSoundOutput(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PlaybackOptions>()
            .Bind(configuration.GetSection(PlaybackOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<PlaybackOptions>, PlaybackOptionsValidator>();
        services.AddSingleton<IValidateOptions<PlaybackOptions>, LineRules>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ControllerClock>();
        services.AddSingleton<SinkFactory>();
        return services;
    }
}
