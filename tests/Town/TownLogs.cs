using System.Text.RegularExpressions;

namespace CloudBroadcast.Town;

/// <summary>What the town's programs said that nobody should have to read.</summary>
internal static partial class TownLogs
{
    // Where an exception was thrown stands below its line.
    private const int Below = 12;

    /// <summary>Every logged error and every unhandled exception under a folder, with the file it stands in and what stands below it.</summary>
    public static IReadOnlyList<string> Errors(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.log", SearchOption.AllDirectories).SelectMany(Of)];

    private static IEnumerable<string> Of(string file)
    {
        var lines = File.ReadAllLines(file);
        return lines.Index().Where(line => Error().IsMatch(line.Item))
            .Select(line => $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}: {string.Join('\n', lines.Skip(line.Index).Take(1 + Below))}");
    }

    [GeneratedRegex(@"^(\S+ )?(fail|crit): |^Unhandled exception")]
    private static partial Regex Error();
}
