namespace CloudBroadcast.DeviceAgent.Settings;

/// <summary>The configuration is unfit; each line names a key, its value and what would be right.</summary>
internal sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(" ", problems))
{
    /// <summary>All that is wrong, one line each.</summary>
    public IReadOnlyList<string> Problems => problems;
}
