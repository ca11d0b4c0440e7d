using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>What a technician's request must keep to. Pure.</summary>
internal static class GatewayRules
{
    /// <summary>A gateway that changes nothing of a broadcast's own volume.</summary>
    public const int LoudestPercent = 100;

    private const int LongestName = 100;
    private const int LongestReason = 200;
    private static readonly TimeSpan ShortestPlay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The field and what is wrong with it, with the value in quotes and what is allowed.</summary>
    public static IEnumerable<(string Field, string Problem)> ProblemsOf(NewGatewayRequest request, IReadOnlyCollection<Area> areas)
    {
        if (!Topics.IsGatewayId(request.Id))
        {
            yield return Wrong("id", request.Id, "2 to 63 of a-z, 0-9 and hyphen, no hyphen first");
        }

        if (!areas.Any(area => area.Code == request.Area && area.Level == AreaLevel.Village))
        {
            yield return Wrong("area", request.Area, "the code of a village of GET /api/areas");
        }

        foreach (var problem in ProblemsOf(new GatewayChangeRequest { Name = request.Name, Zones = request.Zones }, request.Area, areas))
        {
            yield return problem;
        }
    }

    /// <summary>As above, for a change of a gateway in a village.</summary>
    public static IEnumerable<(string Field, string Problem)> ProblemsOf(GatewayChangeRequest request, string village, IReadOnlyCollection<Area> areas)
    {
        if (request.Name is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > LongestName))
        {
            yield return Wrong("name", name, $"1 to {LongestName} characters");
        }

        if (request.Zones is { } zones)
        {
            var numbers = zones.Select(zone => zone.Number).ToList();
            if (numbers.Count == 0 || numbers.Distinct().Count() < numbers.Count || numbers.Any(number => number is < 1 or > ConfigurationCodec.MostZones))
            {
                yield return Wrong("zones", string.Join(", ", numbers), $"different numbers from 1 to {ConfigurationCodec.MostZones}, at least one");
            }

            var own = areas.Where(area => area.ParentCode == village).Select(area => area.Code).ToHashSet();
            if (zones.SelectMany(zone => zone.Communes).FirstOrDefault(commune => !own.Contains(commune)) is { } foreign)
            {
                yield return Wrong("zones", foreign, $"communes of the village \"{village}\"");
            }

            if (zones.FirstOrDefault(zone => zone.Name.Length is 0 or > LongestName) is { } nameless)
            {
                yield return Wrong("zones", nameless.Name, $"names of 1 to {LongestName} characters");
            }
        }

        if (request.VolumePercent is < 0 or > LoudestPercent)
        {
            yield return Wrong("volumePercent", request.VolumePercent, $"0 to {LoudestPercent}");
        }

        foreach (var problem in request.Limits is { } limits ? ProblemsOf(limits) : [])
        {
            yield return problem;
        }
    }

    /// <summary>As above, for a revocation.</summary>
    public static (string Field, string Problem)? ProblemOf(RevocationRequest request) =>
        string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > LongestReason
            ? Wrong("reason", request.Reason, $"1 to {LongestReason} characters")
            : null;

    private static IEnumerable<(string Field, string Problem)> ProblemsOf(LimitsRequest limits)
    {
        if (limits.Curfew is { } curfew && !CurfewHours.TryParse(curfew, out _))
        {
            yield return Wrong("limits.curfew", curfew, CurfewHours.Allowed);
        }

        if (limits.LongestPlay is { } longest && (longest < ShortestPlay || longest > Day))
        {
            yield return Wrong("limits.longestPlay", longest, "00:00:01 to 1.00:00:00");
        }

        if (limits.StartsPerHour is < 1 or > 3_600)
        {
            yield return Wrong("limits.startsPerHour", limits.StartsPerHour, "1 to 3600");
        }
    }

    private static (string Field, string Problem) Wrong(string field, object? value, string allowed) => (field, Refusal.Sentence(field, value, allowed));
}
