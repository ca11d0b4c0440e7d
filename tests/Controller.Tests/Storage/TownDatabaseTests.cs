using System.Runtime.Versioning;
using CloudBroadcast.Controller.Schedules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CloudBroadcast.Controller.Storage;

public class TownDatabaseTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task The_database_is_for_the_controllers_user_alone()
    {
        await using var town = new TownHost();
        town.Start();

        var files = Directory.GetFiles(town.DataFolder, "town.db*").Select(File.GetUnixFileMode).ToList();

        Assert.NotEmpty(files);
        Assert.All(files, mode => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode));
    }

    [Fact]
    public async Task A_schedule_from_before_there_were_repeats_plays_once()
    {
        var folder = EmptyTown.Make();
        try
        {
            await using var database = new SqliteTownDbContext(new DbContextOptionsBuilder<SqliteTownDbContext>()
                .UseSqlite($"Data Source={StorageServices.SqlitePath(new StorageOptions { DataFolder = folder })};Pooling=False").Options);
            var schedule = ScheduleSamples.At("07:00");
            schedule.Repeats = 5;
            database.Add(schedule);
            await database.SaveChangesAsync(Stop);

            await database.GetService<IMigrator>().MigrateAsync("Columns", Stop);
            await database.GetService<IMigrator>().MigrateAsync(null, Stop);

            Assert.Equal((schedule.Id, 1), await database.Schedules.Select(known => ValueTuple.Create(known.Id, known.Repeats)).SingleAsync(Stop));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
