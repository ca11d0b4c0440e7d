using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CloudBroadcast.Controller.Storage;

/// <summary>The town's database on a PostgreSQL server.</summary>
internal sealed class PostgresTownDbContext(DbContextOptions<PostgresTownDbContext> options) : TownDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // Npgsql refuses an instant whose offset is not zero.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<ToUtc>();
    }

    private sealed class ToUtc() : ValueConverter<DateTimeOffset, DateTimeOffset>(
        instant => instant.ToUniversalTime(), instant => instant);
}

/// <summary>Lets <c>dotnet ef</c> make the context without a host.</summary>
internal sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresTownDbContext>
{
    public PostgresTownDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresTownDbContext>().UseNpgsql("Host=design").Options);
}
