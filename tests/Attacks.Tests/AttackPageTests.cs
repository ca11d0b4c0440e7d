using System.Text.RegularExpressions;

namespace CloudBroadcast.Attacks;

/// <summary>docs/security.md names no test that is not there.</summary>
public sealed partial class AttackPageTests
{
    [Fact]
    public void Every_test_on_the_page_is_there()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "security.md"));
        var named = Named().Matches(page[page.IndexOf("## Attacks", StringComparison.Ordinal)..]).Select(match => match.Groups["name"].Value).ToHashSet();
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(Checkout.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        Assert.True(named.Count > 20);
        Assert.All(named, name => Assert.Contains($" {name}(", sources, StringComparison.Ordinal));
    }

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)`")]
    private static partial Regex Named();
}
