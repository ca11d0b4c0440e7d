using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CloudBroadcast.Controller.Storage;

/// <summary>The town's database in one SQLite file.</summary>
internal sealed class SqliteTownDbContext(DbContextOptions<SqliteTownDbContext> options) : TownDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // SQLite has no type for instants; UTC ticks sort and compare as they should.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
    }

    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
        instant => instant.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}

/// <summary>Lets <c>dotnet ef</c> make the context without a host.</summary>
internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteTownDbContext>
{
    public SqliteTownDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteTownDbContext>().UseSqlite("Data Source=design.db").Options);
}
