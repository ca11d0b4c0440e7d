namespace CloudBroadcast.Controller.Operators;

/// <summary>The table of rights in docs/security.md.</summary>
internal static class RightsPage
{
    public static IReadOnlyDictionary<(Role Role, Right Right), string> Read()
    {
        var rows = File.ReadLines(Path.Combine(Checkout.Root, "docs", "security.md"))
            .SkipWhile(line => !line.StartsWith("| right |", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()).ToList();
        var roles = rows[0].Skip(1).Select(cell => Enum.Parse<Role>(cell.Split(' ')[0], ignoreCase: true)).ToList();
        return rows.Skip(2).SelectMany(row => roles.Select((role, column) => (
                Key: (role, Enum.Parse<Right>(row[0], ignoreCase: true)), Cell: column + 1 < row.Length ? row[column + 1] : "")))
            .ToDictionary(cell => cell.Key, cell => cell.Cell);
    }
}
