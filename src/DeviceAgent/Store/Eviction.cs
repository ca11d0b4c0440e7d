namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>What goes from a full store: a pure function of what is held and what is needed.</summary>
internal static class Eviction
{
    /// <summary>
    /// The file that makes room for one that is due at an instant: first what nobody needs, the oldest first, then what is due
    /// later than it, the last first; null when everything is needed as soon.
    /// </summary>
    public static string? Victim(IEnumerable<(string Sha256, DateTimeOffset UsedAt)> held, IReadOnlyList<AudioNeed> needs, DateTimeOffset dueAt)
    {
        var due = needs.ToDictionary(need => need.Item.Sha256, need => need.DueAt, StringComparer.Ordinal);
        var files = held.ToList();
        return files.Where(file => !due.ContainsKey(file.Sha256)).OrderBy(file => file.UsedAt).Select(file => file.Sha256).FirstOrDefault()
            ?? files.Select(file => file.Sha256).Where(sha => due.TryGetValue(sha, out var at) && at > dueAt).OrderByDescending(sha => due[sha]).FirstOrDefault();
    }
}
