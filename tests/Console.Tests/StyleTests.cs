using System.Text.RegularExpressions;

namespace CloudBroadcast.Controller.Console;

/// <summary>What the stylesheet promises in its comments.</summary>
public partial class StyleTests
{
    private static string Root(string file) => File.ReadAllText(Path.Combine(WatchedPage.Repository(), "src", "Controller", "wwwroot", file));

    [Fact]
    public void Dark_by_the_system_and_dark_by_the_switch_are_the_same()
    {
        var blocks = DarkBlock().Matches(Root("console.css")).Select(block => Blank().Replace(block.Groups[1].Value, "")).ToList();
        Assert.Equal(2, blocks.Count);
        Assert.Equal(blocks[0], blocks[1]);
    }

    [Fact]
    public void Every_icon_that_a_page_names_is_drawn()
    {
        var drawn = Symbol().Matches(Root("icons.svg")).Select(symbol => symbol.Groups[1].Value).ToHashSet();
        var pages = Directory.EnumerateFiles(Path.Combine(WatchedPage.Repository(), "src", "Controller", "Console"), "*.*", SearchOption.AllDirectories);
        var named = pages.SelectMany(page => Named().Matches(File.ReadAllText(page)).Select(icon => icon.Groups[1].Value)).ToHashSet();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(drawn));
    }

    [GeneratedRegex(@"\{(\s*color-scheme: dark;[^}]*)\}")]
    private static partial Regex DarkBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex("symbol id=\"i-([a-z-]+)\"")]
    private static partial Regex Symbol();

    [GeneratedRegex("<Icon Name=\"([a-z-]+)\"|\"\\]?, \"(?<1>[a-z]+)\", \"st-|\", \"(?<1>[a-z]+)\", T\\[")]
    private static partial Regex Named();
}
