namespace CloudBroadcast.Controller.Library.Import.AirRaid;

/// <summary>A tone that was held, and whether it rose or fell meanwhile.</summary>
internal sealed record HeldTone(TimeSpan Length, bool Sweeps);

/// <summary>Follows a tone from frame to frame, steady or gliding, and keeps the longest that was held without a break.</summary>
internal sealed class ToneTrack(TimeSpan frame)
{
    // Quieter than this it is not heard as a signal; a levelled programme is 20 dB louder.
    private const double FloorDb = -36;

    // A struck string or bell fades; a siren does not.
    private const double MostFadeDb = 6;

    // From one frame to the next: 300 to 700 Hz within a second just passes, a step of a scale does not.
    private const double MostGlide = 0.06;

    // Frames in which something else is louder.
    private const int MostMissesInARow = 2;
    private const int FramesForAMiss = 6;

    // A voice, a bow or a flute that holds a note swings around it five to seven times a second, turning twice each time; no siren
    // does. What moves less than this is the error of the measuring.
    private const double LeastSwing = 0.01;
    private const double TurnsASecondOfVibrato = 5;
    private const double SweepRatio = 1.06;

    private int _frames;
    private int _misses;
    private int _missesInARow;
    private double _loudestDb;
    private double _hertz;
    private double _lowest;
    private double _highest;
    private double _turnAt;
    private int _direction;
    private int _turns;

    /// <summary>The longest so far; null when nothing was held at all.</summary>
    public HeldTone? Longest { get; private set; }

    /// <summary>The next frame: how loud it is, and how high its tone if it is one.</summary>
    public void Add(double levelDb, double? hertz)
    {
        var tone = levelDb >= FloorDb ? hertz : null;
        if (_frames > 0 && tone is { } follows && levelDb >= _loudestDb - MostFadeDb && Math.Abs((follows / _hertz) - 1) <= MostGlide)
        {
            Follow(levelDb, follows);
        }
        else if (_frames == 0 || ++_missesInARow > MostMissesInARow || ++_misses > 1 + (_frames / FramesForAMiss))
        {
            Begin(levelDb, tone);
        }
        else
        {
            _frames++;
        }
    }

    private void Begin(double levelDb, double? tone)
    {
        (_frames, _misses, _missesInARow, _turns, _direction) = (0, 0, 0, 0, 0);
        if (tone is { } hertz)
        {
            (_frames, _loudestDb, _hertz, _lowest, _highest, _turnAt) = (1, levelDb, hertz, hertz, hertz, hertz);
        }
    }

    private void Follow(double levelDb, double hertz)
    {
        _frames++;
        _missesInARow = 0;
        (_loudestDb, _hertz) = (Math.Max(_loudestDb, levelDb), hertz);
        (_lowest, _highest) = (Math.Min(_lowest, hertz), Math.Max(_highest, hertz));
        CountTurns(hertz);
        var length = frame * _frames;
        if ((Longest is null || length > Longest.Length) && _turns < TurnsASecondOfVibrato * length.TotalSeconds)
        {
            Longest = new HeldTone(length, _highest / _lowest > SweepRatio);
        }
    }

    private void CountTurns(double hertz)
    {
        var ahead = Math.Sign(hertz - _turnAt);
        if (ahead == _direction)
        {
            _turnAt = hertz;
        }
        else if (Math.Abs((hertz / _turnAt) - 1) >= LeastSwing)
        {
            _turns += _direction == 0 ? 0 : 1;
            (_direction, _turnAt) = (ahead, hertz);
        }
    }
}
