using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Storage;

/// <summary>The kinds of database that the town's data can stand in.</summary>
internal enum DatabaseProvider
{
    /// <summary>One file in the data folder.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server.</summary>
    Postgres,
}

/// <summary>Where the town's data stands.</summary>
internal sealed class StorageOptions
{
    /// <summary>Folder of the database, the library and the keys.</summary>
    [Required]
    public string DataFolder { get; set; } = "data";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Used by <see cref="DatabaseProvider.Postgres"/> alone.</summary>
    public string ConnectionString { get; set; } = "";
}

[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;

/// <summary>Registers the database: inject <see cref="IDbContextFactory{TownDbContext}"/>, or a scoped <see cref="TownDbContext"/>.</summary>
internal static class StorageServices
{
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("Storage");
        services.AddOptions<StorageOptions>().Bind(section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        var options = section.Get<StorageOptions>() ?? new StorageOptions();
        return options.Provider switch
        {
            DatabaseProvider.Postgres => services.AddTownDatabase<PostgresTownDbContext>(build => build.UseNpgsql(options.ConnectionString)),
            _ => services.AddTownDatabase<SqliteTownDbContext>(build => build.UseSqlite(SqliteFile(options)).AddInterceptors(new SqliteSettings())),
        };
    }

    internal static string SqlitePath(StorageOptions options) => Path.Combine(options.DataFolder, "town.db");

    internal static string SqliteFile(StorageOptions options) => $"Data Source={SqlitePath(options)}";

    private static IServiceCollection AddTownDatabase<TContext>(this IServiceCollection services, Action<DbContextOptionsBuilder> configure)
        where TContext : TownDbContext => services
        .AddDbContextFactory<TContext>(configure)
        .AddSingleton<IDbContextFactory<TownDbContext>, TownDbContextFactory<TContext>>()
        .AddScoped(provider => provider.GetRequiredService<IDbContextFactory<TownDbContext>>().CreateDbContext());

    private sealed class TownDbContextFactory<TContext>(IDbContextFactory<TContext> inner) : IDbContextFactory<TownDbContext>
        where TContext : TownDbContext
    {
        public TownDbContext CreateDbContext() => inner.CreateDbContext();
    }

    /// <summary>Sets what SQLite forgets with each connection: waiting for the writer, and an fsync at each commit.</summary>
    private sealed class SqliteSettings : DbConnectionInterceptor
    {
        private const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
