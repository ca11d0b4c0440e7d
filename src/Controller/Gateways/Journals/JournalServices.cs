using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>Registers what takes, keeps and shows the gateways' journals.</summary>
internal static class JournalServices
{
    public static IServiceCollection AddJournals(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JournalOptions>()
            .Bind(configuration.GetSection(JournalOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<JournalOptions>, JournalOptionsValidator>();
        services.AddSingleton<JournalCounts>().AddSingleton<JournalTurn>().AddSingleton<JournalBook>().AddScoped<JournalPages>();
        services.AddSingleton<JournalPlaybacks>().AddHostedService(provider => provider.GetRequiredService<JournalPlaybacks>());
        services.AddHostedService<JournalIntake>();
        return services.AddSingleton<JournalSweep>().AddHostedService(provider => provider.GetRequiredService<JournalSweep>());
    }
}
