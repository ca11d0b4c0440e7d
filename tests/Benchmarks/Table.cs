using System.Globalization;
using System.Text.Json;

namespace CloudBroadcast.Benchmarks;

/// <summary>Prints rows as they come, and writes them down.</summary>
internal static class Table
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> PrintAsync(
        IEnumerable<Func<CancellationToken, Task<IReadOnlyList<Row>>>> groups, FileInfo? json, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        Console.WriteLine(Line("name", "value", "unit", "target", "met", "peer", "peer's"));
        foreach (var group in groups)
        {
            foreach (var row in await group(cancellationToken))
            {
                rows.Add(row);
                Console.WriteLine(Line(
                    row.Name, Figure(row.Value), row.Unit, row.Target is { } target ? (row.HigherIsBetter ? "≥ " : "≤ ") + Figure(target) : "–",
                    row.Met switch { true => "yes", false => "NO", null => "–" }, row.Peer ?? "–", row.PeerValue is { } value ? Figure(value) : "–"));
            }
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(rows, Indented) + "\n", cancellationToken);
        }

        return 0;
    }

    private static string Figure(double value) => value.ToString(Math.Abs(value) < 10 ? "0.###" : "0.#", CultureInfo.InvariantCulture);

    private static string Line(string name, string value, string unit, string target, string met, string peer, string peerValue) =>
        $"{name,-52} {value,10} {unit,-14} {target,10} {met,4}  {peer,-34} {peerValue,10}";
}
