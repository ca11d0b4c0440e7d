namespace CloudBroadcast.Controller.Console.Settings;

/// <summary>The texts of 设置; their English is in the resource beside this file.</summary>
internal sealed class SettingWords;
