using System.Text.RegularExpressions;

namespace CloudBroadcast.Town;

/// <summary>What the town's programs said that nobody should have to read.</summary>
internal static partial class TownLogs
{
    /// <summary>Every logged error and every unhandled exception under a folder, with the file it stands in.</summary>
    public static IReadOnlyList<string> Errors(string folder) => Directory.EnumerateFiles(folder, "*.log", SearchOption.AllDirectories)
        .SelectMany(file => File.ReadLines(file).Where(line => Error().IsMatch(line)).Select(line => $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}: {line}"))
        .ToList();

    [GeneratedRegex(@"^(\S+ )?(fail|crit): |^Unhandled exception")]
    private static partial Regex Error();
}
