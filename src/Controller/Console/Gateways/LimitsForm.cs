using System.Globalization;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Configurations;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Gateways;

/// <summary>Reads a gateway's limits as a technician typed them; an empty field is the town's default. Pure.</summary>
internal static class LimitsForm
{
    private const int MostMinutes = 24 * 60;
    private const int MostStarts = 3_600;

    /// <summary>Null and the limits, or what is wrong.</summary>
    public static string? TryRead(string? curfew, string? minutes, string? starts, string? twoHands, IStringLocalizer words, out LimitsRequest limits)
    {
        limits = new LimitsRequest();
        var hours = Given(curfew);
        if (hours is not null && !CurfewHours.TryParse(hours, out _))
        {
            return words["宵禁写的是“{0}”。可以写 22:00-06:00 这样的两个不同的时间，或者 none。", hours];
        }

        if (!TryNumber(minutes, MostMinutes, out var longest))
        {
            return words["一次最长写的是“{0}”分钟。可以写 1 到 {1} 的整数。", minutes!, MostMinutes];
        }

        if (!TryNumber(starts, MostStarts, out var most))
        {
            return words["一小时最多写的是“{0}”次。可以写 1 到 {1} 的整数。", starts!, MostStarts];
        }

        limits = new LimitsRequest
        {
            Curfew = hours,
            LongestPlay = longest is { } length ? TimeSpan.FromMinutes(length) : null,
            StartsPerHour = most,
            EmergencyNeedsApproval = twoHands switch { "yes" => true, "no" => false, _ => null },
        };
        return null;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static bool TryNumber(string? text, int most, out int? number)
    {
        number = null;
        if (Given(text) is not { } given)
        {
            return true;
        }

        var isNumber = int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read >= 1 && read <= most;
        number = isNumber ? read : null;
        return isNumber;
    }
}
