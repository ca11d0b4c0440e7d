using System.Globalization;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The tables of docs/wire/relay-frame.md, which these tests hold the code against.</summary>
internal sealed class RelayFramePage
{
    private readonly string[] _lines;

    private RelayFramePage(string[] lines) => _lines = lines;

    public static RelayFramePage Read() => new(File.ReadAllLines(Path.Combine(Checkout.Root, "docs", "wire", "relay-frame.md")));

    /// <summary>The rows of the first table below a heading, without its head.</summary>
    public List<string[]> Table(string heading)
    {
        var rows = _lines
            .SkipWhile(line => line.TrimStart('#', ' ') != heading || !line.StartsWith('#'))
            .Skip(1)
            .TakeWhile(line => !line.StartsWith('#'))
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToList();
        Assert.NotEmpty(rows);
        return rows;
    }

    public static byte[] Bytes(string cell) => Convert.FromHexString(cell.Trim('`').Replace(" ", "", StringComparison.Ordinal));

    public static uint Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? uint.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : uint.Parse(text, CultureInfo.InvariantCulture);
}
