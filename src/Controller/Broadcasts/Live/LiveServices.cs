using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>Registers what lets a person speak.</summary>
internal static class LiveServices
{
    public static IServiceCollection AddLiveTalk(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LiveOptions>()
            .Bind(configuration.GetSection(LiveOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LiveOptions>, LiveOptionsValidator>();
        services.AddSingleton<LiveTalks>().AddSingleton<TalkKeeper>().AddSingleton<LineMicrophone>();
        return services.AddSingleton<LiveDesk>().AddHostedService(provider => provider.GetRequiredService<LiveDesk>());
    }
}
