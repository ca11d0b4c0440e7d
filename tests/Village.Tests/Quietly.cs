using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>What a town that did well leaves behind.</summary>
internal static class Quietly
{
    /// <summary>Takes a stopped town's folder away; none of its programs may have complained, and what one did say is told whole.</summary>
    public static void Remove(string folder)
    {
        var errors = TownLogs.Errors(folder);
        Directory.Delete(folder, recursive: true);
        Assert.True(errors.Count == 0, string.Join('\n', errors));
    }
}
