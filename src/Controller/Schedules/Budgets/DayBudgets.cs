namespace CloudBroadcast.Controller.Schedules.Budgets;

/// <summary>Minutes of loudspeaker a day, as they stood when they were read. Pure.</summary>
/// <param name="Town">What counts where a village has no figure of its own.</param>
/// <param name="Own">The villages' own, by code.</param>
internal sealed record DayBudgets(int Town, IReadOnlyDictionary<string, int> Own)
{
    public const int Least = 1;
    public const int Most = 24 * 60;

    public int Of(string areaCode) => Own.TryGetValue(areaCode, out var minutes) ? minutes : Town;
}
