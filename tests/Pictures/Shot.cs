using Microsoft.Playwright;

namespace CloudBroadcast.Pictures;

/// <summary>How a page is looked at.</summary>
/// <param name="Name">Ends the name of the file.</param>
/// <param name="Colours">Light or dark.</param>
/// <param name="Width">Of the window, in CSS pixels.</param>
/// <param name="Height">Of the window, in CSS pixels.</param>
/// <param name="Sharpness">Pixels of the picture for each of the window.</param>
internal sealed record Sight(string Name, ColorScheme Colours, int Width, int Height, float Sharpness)
{
    public static readonly Sight Desk = new("desktop", ColorScheme.Light, 1440, 900, 1);
    public static readonly Sight DarkDesk = new("desktop-dark", ColorScheme.Dark, 1440, 900, 1);
    public static readonly Sight Phone = new("phone", ColorScheme.Light, 390, 844, 2);

    public static readonly IReadOnlyList<Sight> All = [Desk, DarkDesk, Phone];

}

/// <summary>One page to be looked at.</summary>
/// <param name="Name">Begins the name of the file.</param>
/// <param name="Path">Its address, without the slash in front.</param>
internal sealed record Shot(string Name, string Path)
{
    /// <summary>What a hand does before the picture is taken.</summary>
    public Func<IPage, Task>? Prepare { get; init; }

    /// <summary>The sights whose picture stands in the documents.</summary>
    public IReadOnlyList<Sight> Stands { get; init; } = [];
}
