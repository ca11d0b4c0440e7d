namespace CloudBroadcast.Controller.Console.Themes;

/// <summary>In which colours the pages come.</summary>
internal enum Theme
{
    /// <summary>As the person's system is set, by day and by night.</summary>
    System,

    /// <summary>Light whatever the system says.</summary>
    Light,

    /// <summary>Dark whatever the system says.</summary>
    Dark,
}
