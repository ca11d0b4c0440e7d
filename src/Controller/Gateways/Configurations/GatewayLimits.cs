using System.Globalization;
using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Schedules.Days;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Configurations;

/// <summary>Why a gateway would refuse a broadcast below an emergency.</summary>
/// <param name="GatewayId">Who would.</param>
/// <param name="Field">Of the request.</param>
/// <param name="Problem">The value in quotes and what is allowed.</param>
/// <param name="Reason">In the words of the town, for the record; null where the problem says it.</param>
internal sealed record LimitRefusal(string GatewayId, string Field, string Problem, string? Reason = null);

/// <summary>
/// Says at the door what gateways would refuse anyway, and what the town's calendar keeps quiet: whoever plans shall hear it now
/// and not at the start.
/// </summary>
internal sealed class GatewayLimits(IOptions<GatewayOptions> options, TownZone town)
{
    private const string Minute = "yyyy-MM-dd HH:mm";

    /// <summary>The refusals of those gateways for sound in [<paramref name="start"/>, start + <paramref name="length"/>).</summary>
    public async Task<IReadOnlyList<LimitRefusal>> RefusalsAsync(
        TownDbContext database, IReadOnlySet<string> gatewayIds, DateTimeOffset start, TimeSpan length, CancellationToken cancellationToken)
    {
        var gateways = await database.Gateways.AsNoTracking().Where(gateway => gatewayIds.Contains(gateway.Id)).ToListAsync(cancellationToken);
        var days = await TownDays.LoadAsync(database, cancellationToken);
        return [.. gateways.OrderBy(gateway => gateway.Id, StringComparer.Ordinal).Select(gateway => RefusalOf(gateway, days, start, length)).OfType<LimitRefusal>()];
    }

    /// <summary>Why such sound is not for this gateway, or null.</summary>
    public LimitRefusal? RefusalOf(Gateway gateway, TownDays days, DateTimeOffset start, TimeSpan length)
    {
        var longest = gateway.LongestPlay ?? options.Value.LongestPlay;
        if (length > longest)
        {
            return new LimitRefusal(gateway.Id, "areas", Refusal.Sentence("length", length, $"at most {longest} at {gateway.Id}"));
        }

        var zone = town.Zone;
        if (days.HushOf(gateway.AreaCode, start, start + length, zone) is { } hush)
        {
            var hours = HoursOf(hush);
            return new LimitRefusal(
                gateway.Id, "startAt", Refusal.Sentence("startAt", Wall(start, zone), $"times whose sound lies outside of \"{hush.Name}\" {hours} at {gateway.Id}"), $"{hush.Name} {hours} 只响预警");
        }

        var written = gateway.Curfew ?? options.Value.Curfew;
        return CurfewHours.Parse(written) is { } curfew && curfew.Touches(zone, start, start + length)
            ? new LimitRefusal(gateway.Id, "startAt", Refusal.Sentence("startAt", Wall(start, zone), $"times whose sound lies outside of {written} ({town.Id}) at {gateway.Id}"))
            : null;
    }

    private static string HoursOf(SpecialDay hush) => string.Create(
        CultureInfo.InvariantCulture, $"{hush.Begins ?? TimeOnly.MinValue:HH\\:mm}-{(hush.Ends is { } ends ? ends.ToString("HH:mm", CultureInfo.InvariantCulture) : "24:00")}");

    private static string Wall(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).ToString(Minute, CultureInfo.InvariantCulture);
}
