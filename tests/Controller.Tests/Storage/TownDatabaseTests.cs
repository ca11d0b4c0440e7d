using System.Runtime.Versioning;

namespace CloudBroadcast.Controller.Storage;

public class TownDatabaseTests
{
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
}
