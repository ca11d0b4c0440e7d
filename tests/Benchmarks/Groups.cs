namespace CloudBroadcast.Benchmarks;

/// <summary>What can be measured alone.</summary>
internal static class Groups
{
    private static readonly Dictionary<string, Func<CancellationToken, Task<IReadOnlyList<Row>>>> All = new(StringComparer.Ordinal)
    {
        ["town"] = TownFigures.MeasureAsync,
        ["import"] = ImportFigures.MeasureAsync,
        ["signatures"] = SignatureFigures.MeasureAsync,
        ["broker"] = BrokerFigures.MeasureAsync,
        ["fan-out"] = FanOutFigures.MeasureAsync,
        ["journal"] = JournalFigures.MeasureAsync,
        ["talk"] = TalkFigures.MeasureAsync,
        ["console"] = ConsoleFigures.MeasureAsync,
        ["sync"] = SyncFigures.MeasureAsync,
        ["agent"] = AgentFigures.MeasureAsync,
    };

    public static IEnumerable<string> Names => All.Keys;

    /// <summary>The group of that name, or all of them without one.</summary>
    /// <exception cref="ArgumentException">There is no such group.</exception>
    public static IEnumerable<Func<CancellationToken, Task<IReadOnlyList<Row>>>> Named(string? name) => name switch
    {
        null => All.Values,
        _ when All.TryGetValue(name, out var group) => [group],
        _ => throw new ArgumentException($"There is no group \"{name}\"; there are {string.Join(", ", Names)}."),
    };
}
