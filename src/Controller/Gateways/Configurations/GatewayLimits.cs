using System.Globalization;
using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Configurations;

/// <summary>Why a gateway would refuse a broadcast below an emergency.</summary>
/// <param name="GatewayId">Who would.</param>
/// <param name="Field">Of the request.</param>
/// <param name="Problem">The value in quotes and what is allowed.</param>
internal sealed record LimitRefusal(string GatewayId, string Field, string Problem);

/// <summary>Says at the door what gateways would refuse anyway: whoever plans shall hear it now and not at the start.</summary>
internal sealed class GatewayLimits(IOptions<GatewayOptions> options, TownZone town)
{
    private const string Minute = "yyyy-MM-dd HH:mm";

    /// <summary>The refusals of those gateways for sound in [<paramref name="start"/>, start + <paramref name="length"/>).</summary>
    public async Task<IReadOnlyList<LimitRefusal>> RefusalsAsync(
        TownDbContext database, IReadOnlySet<string> gatewayIds, DateTimeOffset start, TimeSpan length, CancellationToken cancellationToken)
    {
        var gateways = await database.Gateways.AsNoTracking().Where(gateway => gatewayIds.Contains(gateway.Id)).ToListAsync(cancellationToken);
        return [.. gateways.OrderBy(gateway => gateway.Id, StringComparer.Ordinal).Select(gateway => RefusalOf(gateway, start, length)).OfType<LimitRefusal>()];
    }

    /// <summary>Why this gateway would refuse such sound, or null.</summary>
    public LimitRefusal? RefusalOf(Gateway gateway, DateTimeOffset start, TimeSpan length)
    {
        var longest = gateway.LongestPlay ?? options.Value.LongestPlay;
        if (length > longest)
        {
            return new LimitRefusal(gateway.Id, "areas", Refusal.Sentence("length", length, $"at most {longest} at {gateway.Id}"));
        }

        var zone = town.Zone;
        var written = gateway.Curfew ?? options.Value.Curfew;
        return CurfewHours.Parse(written) is { } curfew && curfew.Touches(zone, start, start + length)
            ? new LimitRefusal(gateway.Id, "startAt", Refusal.Sentence("startAt", Wall(start, zone), $"times whose sound lies outside of {written} ({town.Id}) at {gateway.Id}"))
            : null;
    }

    private static string Wall(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).ToString(Minute, CultureInfo.InvariantCulture);
}
