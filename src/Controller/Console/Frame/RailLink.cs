namespace CloudBroadcast.Controller.Console.Frame;

/// <summary>One way from the rail to a page.</summary>
/// <param name="Address">Where it leads, without the slash in front; empty for 今日.</param>
/// <param name="Name">What styles and tests know it by.</param>
/// <param name="Icon">From icons.svg.</param>
/// <param name="Word">In the person's language.</param>
/// <param name="IsTab">Whether a phone has it at its foot; the others stand on 更多 there.</param>
internal sealed record RailLink(string Address, string Name, string Icon, string Word, bool IsTab = false)
{
    /// <summary>What lies below the page when it is reached: talk has a script that must begin with the page.</summary>
    public bool IsLoadedWhole => Address == "talk";
}
