namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>A disc.</summary>
/// <param name="Centre">Its middle.</param>
/// <param name="RadiusKilometres">0 or more; 0 is a point (element <c>circle</c>).</param>
internal sealed record CapCircle(CapPoint Centre, double RadiusKilometres)
{
    // Half the way round: more is no distance on Earth.
    private const double Farthest = 20_040;

    /// <summary>How far a place lies outside, in kilometres; 0 inside.</summary>
    public double KilometresOutside(CapPoint place) => Math.Max(0, Centre.KilometresTo(place) - RadiusKilometres);

    /// <summary>Reads <c>lat,lon radius</c>.</summary>
    /// <returns>The rule that is broken, or null.</returns>
    public static string? Read(string written, out CapCircle? circle)
    {
        circle = null;
        var parts = written.Split(',');
        var rest = parts is [_, var after] ? after.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
        if (rest is not [var longitude, var radius] || !CapPoint.TryNumber(radius, out var kilometres))
        {
            return $"circle {CapFindings.Quoted(written)} is not of the form lat,lon radius";
        }

        if (kilometres is not (>= 0 and <= Farthest))
        {
            return $"circle {CapFindings.Quoted(written)} has a radius outside 0 to {Farthest} km";
        }

        if (CapPoint.Read(parts[0].Trim(), longitude, out var centre) is { } problem)
        {
            return "circle " + problem;
        }

        circle = new CapCircle(centre, kilometres);
        return null;
    }
}
