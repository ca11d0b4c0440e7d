using CloudBroadcast.Controller.Schedules.Budgets;
using CloudBroadcast.Controller.Schedules.Carried;
using CloudBroadcast.Controller.Schedules.Days;
using CloudBroadcast.Controller.Schedules.Episodes;
using CloudBroadcast.Controller.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;
using Quartz;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>Registers schedules, and Quartz in the town's own database.</summary>
internal static class ScheduleServices
{
    public static IServiceCollection AddSchedules(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ScheduleOptions>()
            .Bind(configuration.GetSection("Schedules"), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ScheduleOptions>, ScheduleOptionsValidator>();
        services.AddSingleton<ScheduleBook>();
        services.AddSingleton<OccurrenceBook>();
        services.AddSingleton<EpisodeBook>().AddSingleton<ScheduleContent>();
        services.AddSingleton<OccurrenceStarter>();
        services.AddSingleton<Outlook>().AddSingleton<PlanCheck>().AddSingleton<DayBook>().AddSingleton<BudgetBook>();
        services.AddSingleton<FiringPlan>();
        services.AddSingleton<CarriedSchedules>().AddHostedService<ScheduleSender>();
        services.AddQuartz(quartz => quartz.UsePersistentStore(store => UseTownDatabase(store, configuration)));
        services.AddQuartzHostedService();
        services.AddHostedService<FiringLoop>();
        return services;
    }

    private static void UseTownDatabase(IPersistentStoreBuilder store, IConfiguration configuration)
    {
        var storage = configuration.GetSection("Storage").Get<StorageOptions>() ?? new StorageOptions();
        if (storage.Provider is DatabaseProvider.Postgres)
        {
            store.UsePostgres(NpgsqlFactory.Instance, storage.ConnectionString);
        }
        else
        {
            store.UseSqlite(SqliteFactory.Instance, StorageServices.SqliteFile(storage));
        }

        store.ProvisionSchema();
    }
}
