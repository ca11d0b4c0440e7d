namespace CloudBroadcast.Controller.Library.Import.AirRaid;

/// <summary>Finds sound that comes and goes as an air-raid signal does, whatever it is made of. Pure but for what it has been given.</summary>
internal sealed class OnOffPattern(TimeSpan frame)
{
    // As the notices of 汉中, 茂名, 枞阳 and others give them: 15 and 3 times; three times are enough to be mistaken.
    private static readonly Signal[] Signals =
    [
        new("air-raid alarm", 6, 6),
        new("air-raid pre-alarm", 36, 24),
    ];

    private const int Periods = 3;
    private const double Tolerance = 0.1;

    // Loud is what the loudest twentieth reaches; off is what stays so far below it.
    private const double LoudPart = 0.95;
    private const int OffDb = 15;
    private const int QuietestDb = -40;

    // A speaker's breath is no pause, and a click in a pause is no sound.
    private static readonly TimeSpan ShortestOff = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan ShortestOn = TimeSpan.FromSeconds(0.3);

    private const int LowestDb = -100;

    private readonly List<sbyte> _levels = [];

    public void Add(double levelDb) => _levels.Add((sbyte)Math.Round(Math.Clamp(levelDb, LowestDb, 0)));

    /// <summary>Which signal it is, or null.</summary>
    public Signal? Find()
    {
        var stretches = Merged(Merged(Stretches(), on: false, ShortestOff), on: true, ShortestOn);
        return Signals.FirstOrDefault(signal => Matches(stretches, signal));
    }

    // Three times on with two pauses between: what comes after the third may be the end.
    private static bool Matches(List<Stretch> stretches, Signal signal)
    {
        var run = 0;
        foreach (var stretch in stretches)
        {
            var wanted = stretch.On ? signal.OnSeconds : signal.OffSeconds;
            run = Math.Abs(stretch.Seconds - wanted) > Tolerance * wanted ? 0 : run > 0 || stretch.On ? run + 1 : 0;
            if (run == (2 * Periods) - 1)
            {
                return true;
            }
        }

        return false;
    }

    private List<Stretch> Stretches()
    {
        var threshold = Math.Max(QuietestDb, Loud() - OffDb);
        var stretches = new List<Stretch>();
        foreach (var level in _levels)
        {
            Append(stretches, new Stretch(level >= threshold, frame.TotalSeconds));
        }

        return stretches;
    }

    private static List<Stretch> Merged(List<Stretch> stretches, bool on, TimeSpan shortest)
    {
        var merged = new List<Stretch>();
        foreach (var stretch in stretches)
        {
            Append(merged, stretch.On == on && stretch.Seconds < shortest.TotalSeconds ? stretch with { On = !on } : stretch);
        }

        return merged;
    }

    private static void Append(List<Stretch> stretches, Stretch next)
    {
        if (stretches.Count > 0 && stretches[^1].On == next.On)
        {
            stretches[^1] = next with { Seconds = stretches[^1].Seconds + next.Seconds };
        }
        else
        {
            stretches.Add(next);
        }
    }

    private int Loud()
    {
        var counts = new int[1 - LowestDb];
        foreach (var level in _levels)
        {
            counts[level - LowestDb]++;
        }

        var left = _levels.Count * (1 - LoudPart);
        var at = counts.Length - 1;
        while (at > 0 && (left -= counts[at]) > 0)
        {
            at--;
        }

        return at + LowestDb;
    }

    /// <summary>What a signal is called, and its rhythm.</summary>
    internal sealed record Signal(string Name, int OnSeconds, int OffSeconds);

    private readonly record struct Stretch(bool On, double Seconds);
}
