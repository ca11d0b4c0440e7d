using CloudBroadcast.Controller.Areas;

namespace CloudBroadcast.Controller.Schedules.Days;

/// <summary>What a special day must keep to. Pure.</summary>
internal static class DayRules
{
    public const int LongestName = 60;
    public const int MostDays = 400;

    /// <summary>The field and what is wrong with it, with the value in quotes and what is allowed.</summary>
    public static IEnumerable<(string Field, string Problem)> ProblemsOf(DayRequest request, AreaTree tree)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Trim().Length > LongestName)
        {
            yield return ("name", $"\"{request.Name}\" can't be a name. Allowed: 1 to {LongestName} characters.");
        }

        if (request.Last < request.First || request.Last?.DayNumber - request.First.DayNumber >= MostDays)
        {
            yield return ("last", $"\"{request.Last:yyyy-MM-dd}\" can't be the last day after \"{request.First:yyyy-MM-dd}\". Allowed: the same day or one up to {MostDays} days later.");
        }

        if (request.Ends <= request.Begins)
        {
            yield return ("ends", $"\"{request.Ends:HH:mm}\" is not after begins \"{request.Begins:HH:mm}\". Allowed: a later time of the same day.");
        }

        if (request.Kind is SpecialDayKind.Holiday or SpecialDayKind.Workday
            && (request.Begins is not null || request.Ends is not null || request.Areas.Count > 0))
        {
            yield return ("kind", $"\"{request.Kind}\" is a whole day of the whole town. Allowed with begins, ends and areas: exam, quiet.");
        }

        foreach (var area in request.Areas.Where(area => tree.Find(area) is not { Level: AreaLevel.Town or AreaLevel.Village }))
        {
            yield return ("areas", $"\"{area}\" is no village of the town. Allowed: codes of villages of GET /api/areas.");
        }
    }
}
