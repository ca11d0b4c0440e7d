using CloudBroadcast.Controller.Areas.Map;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Areas.Setup;

/// <summary>Registers the first run and the town's map.</summary>
internal static class SetupServices
{
    public static IServiceCollection AddAreas(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AreaOptions>()
            .Bind(configuration.GetSection(AreaOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AreaOptions>, AreaOptionsValidator>();
        return services.AddSingleton<TownZone>().AddSingleton<TownSetup>().AddSingleton<TownMap>();
    }
}
