namespace CloudBroadcast.Controller.Console.Settings;

/// <summary>Something that is set, as it holds now.</summary>
/// <param name="Name">What it is, in Chinese: the key of its translation.</param>
/// <param name="Value">As people read it.</param>
/// <param name="Key">Where it is set: the key in the controller's configuration (<c>Section:Name</c>), or null where a page does it.</param>
public sealed record SettingView(string Name, string Value, string? Key);

/// <summary>Settings that belong together.</summary>
/// <param name="Title">In Chinese: the key of its translation.</param>
/// <param name="Settings">In the order in which they are shown.</param>
public sealed record SettingGroup(string Title, IReadOnlyList<SettingView> Settings);
