using System.Globalization;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>A place on WGS 84.</summary>
/// <param name="Latitude">Degrees north, -90 to 90.</param>
/// <param name="Longitude">Degrees east, -180 to 180.</param>
internal readonly record struct CapPoint(double Latitude, double Longitude)
{
    private const double EarthRadiusKilometres = 6371.0088;

    /// <summary>Along the great circle, in kilometres (haversine).</summary>
    public double KilometresTo(CapPoint other)
    {
        var half = Square(Math.Sin(Radians(other.Latitude - Latitude) / 2))
            + Math.Cos(Radians(Latitude)) * Math.Cos(Radians(other.Latitude)) * Square(Math.Sin(Radians(other.Longitude - Longitude) / 2));
        return 2 * EarthRadiusKilometres * Math.Asin(Math.Sqrt(Math.Min(1, half)));
    }

    /// <summary>Reads <c>lat</c> and <c>lon</c>, in this order.</summary>
    /// <returns>The rule that is broken, or null.</returns>
    public static string? Read(string latitude, string longitude, out CapPoint point)
    {
        point = default;
        if (!TryNumber(latitude, out var north) || !TryNumber(longitude, out var east))
        {
            return $"{CapFindings.Quoted($"{latitude},{longitude}")} is no pair of numbers";
        }

        if (north is not (>= -90 and <= 90) || east is not (>= -180 and <= 180))
        {
            return $"{CapFindings.Quoted($"{latitude},{longitude}")} lies outside latitude -90 to 90 and longitude -180 to 180; latitude comes first";
        }

        point = new CapPoint(north, east);
        return null;
    }

    /// <summary>A plain decimal number: no exponent, no thousands, no infinity.</summary>
    public static bool TryNumber(string written, out double number) =>
        double.TryParse(written, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);

    private static double Radians(double degrees) => degrees * Math.PI / 180;

    private static double Square(double number) => number * number;
}
