namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>A closed ring: four vertices or more, the last equal to the first (element <c>polygon</c>).</summary>
internal sealed class CapPolygon
{
    private const double KilometresOfADegree = 111.2;

    // From here on a lower bound is enough, and ten thousand edges need not be looked at.
    private const double FarKilometres = 50;

    private readonly CapPoint[] _ring;
    private readonly (double South, double North, double West, double East) _box;

    private CapPolygon(CapPoint[] ring)
    {
        // Longitudes run on over 180° here, so that a ring round Fiji does not become the rest of the world.
        _ring = Unrolled(ring);
        _box = (_ring.Min(at => at.Latitude), _ring.Max(at => at.Latitude), _ring.Min(at => at.Longitude), _ring.Max(at => at.Longitude));
    }

    /// <summary>How many vertices it has, the last included.</summary>
    public int Count => _ring.Length;

    /// <summary>Whether a place lies inside by the even-odd rule; edges are straight in latitude and longitude.</summary>
    public bool Contains(CapPoint place) => Turns(place).Any(IsInside);

    /// <summary>How far a place lies outside, in kilometres: 0 inside and on an edge, to a few per cent up to 50, beyond that a lower bound.</summary>
    public double KilometresOutside(CapPoint place) => Turns(place).Min(turn =>
        ToBox(turn) is > FarKilometres and var bound ? bound : IsInside(turn) ? 0 : ToNearestEdge(turn));

    /// <summary>Reads white-space separated <c>lat,lon</c> pairs; white space round the commas is forgiven.</summary>
    /// <returns>The rule that is broken, or null.</returns>
    public static string? Read(string written, out CapPolygon? polygon)
    {
        polygon = null;
        var numbers = written.Split([' ', '\t', '\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries);
        if (numbers.Length % 2 != 0 || written.AsSpan().Count(',') * 2 != numbers.Length)
        {
            return $"polygon {CapFindings.Quoted(written)} is not of the form lat,lon lat,lon";
        }

        var ring = new CapPoint[numbers.Length / 2];
        for (var i = 0; i < ring.Length; i++)
        {
            if (CapPoint.Read(numbers[2 * i], numbers[2 * i + 1], out ring[i]) is { } problem)
            {
                return "polygon " + problem;
            }
        }

        if (ring.Length < 4 || ring[0] != ring[^1])
        {
            return $"polygon {CapFindings.Quoted(written)} is no closed ring of at least 4 pairs";
        }

        polygon = new CapPolygon(ring);
        return null;
    }

    private static IEnumerable<CapPoint> Turns(CapPoint place) =>
        [place, place with { Longitude = place.Longitude - 360 }, place with { Longitude = place.Longitude + 360 }];

    private static CapPoint[] Unrolled(CapPoint[] ring)
    {
        var unrolled = (CapPoint[])ring.Clone();
        for (var i = 1; i < ring.Length; i++)
        {
            var step = ring[i].Longitude - ring[i - 1].Longitude;
            unrolled[i] = ring[i] with { Longitude = unrolled[i - 1].Longitude + step - 360 * Math.Round(step / 360) };
        }

        return unrolled;
    }

    private bool IsInside(CapPoint place)
    {
        var inside = false;
        for (var i = 1; i < _ring.Length; i++)
        {
            var (a, b) = (_ring[i - 1], _ring[i]);
            if (a.Latitude > place.Latitude != b.Latitude > place.Latitude
                && place.Longitude < a.Longitude + (b.Longitude - a.Longitude) * (place.Latitude - a.Latitude) / (b.Latitude - a.Latitude))
            {
                inside = !inside;
            }
        }

        return inside;
    }

    private double ToBox(CapPoint place)
    {
        var north = Math.Max(0, Math.Max(_box.South - place.Latitude, place.Latitude - _box.North));
        var east = Math.Max(0, Math.Max(_box.West - place.Longitude, place.Longitude - _box.East)) * Math.Cos(place.Latitude * Math.PI / 180);
        return Math.Sqrt(north * north + east * east) * KilometresOfADegree;
    }

    private double ToNearestEdge(CapPoint place)
    {
        var narrow = Math.Cos(place.Latitude * Math.PI / 180);
        var nearest = double.PositiveInfinity;
        for (var i = 1; i < _ring.Length; i++)
        {
            nearest = Math.Min(nearest, ToEdge(On(_ring[i - 1]), On(_ring[i])));
        }

        return nearest * KilometresOfADegree;

        (double East, double North) On(CapPoint vertex) => ((vertex.Longitude - place.Longitude) * narrow, vertex.Latitude - place.Latitude);
    }

    // From the origin to the segment between two points, in their unit.
    private static double ToEdge((double East, double North) a, (double East, double North) b)
    {
        var (east, north) = (b.East - a.East, b.North - a.North);
        var length = east * east + north * north;
        var along = length == 0 ? 0 : Math.Clamp(-(a.East * east + a.North * north) / length, 0, 1);
        var (nearEast, nearNorth) = (a.East + along * east, a.North + along * north);
        return Math.Sqrt(nearEast * nearEast + nearNorth * nearNorth);
    }
}
