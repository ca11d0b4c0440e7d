using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Library.Import.AirRaid;

/// <summary>
/// Listens for what a village could take for an air-raid signal (人民防空法 art. 32 forbids to use one otherwise): a tone, steady
/// or sweeping, of more than three seconds, and sound of any kind in the rhythm of the alarm or the pre-alarm. Takes samples as
/// they come; one thread at a time.
/// </summary>
internal sealed class AirRaidCheck
{
    /// <summary>No tone may be held longer.</summary>
    public static readonly TimeSpan LongestTone = TimeSpan.FromSeconds(3);

    // 8 kHz carries every siren, and a sixth of the samples is a sixth of the work.
    private const int Down = 6;
    private const int Hop = 320;
    private const double BinHertz = (double)Opus.SampleRate / Down / Spectrum.Size;

    private static readonly TimeSpan Frame = TimeSpan.FromSeconds((double)Hop * Down / Opus.SampleRate);

    private readonly Spectrum _spectrum = new();
    private readonly ToneTrack _track = new(Frame);
    private readonly OnOffPattern _pattern = new(Frame);
    private readonly float[] _samples = new float[Spectrum.Size];
    private readonly float[] _power = new float[Spectrum.Size / 2];
    private int _filled;
    private int _sum;
    private int _summed;

    /// <summary>What is wrong with a whole sound, as the end of a sentence that begins with its name; null when nothing is.</summary>
    public static string? ProblemOf(ReadOnlySpan<short> pcm)
    {
        var check = new AirRaidCheck();
        check.Add(pcm);
        return check.Problem();
    }

    /// <summary>The next samples: 48 kHz, mono.</summary>
    public void Add(ReadOnlySpan<short> pcm)
    {
        foreach (var sample in pcm)
        {
            _sum += sample;
            if (++_summed == Down)
            {
                _samples[_filled++] = _sum / (float)(Down * (short.MaxValue + 1));
                (_sum, _summed) = (0, 0);
            }

            if (_filled == _samples.Length)
            {
                Look();
            }
        }
    }

    /// <summary>What is wrong with what has been given so far, as above.</summary>
    public string? Problem()
    {
        if (_pattern.Find() is { } signal)
        {
            return $"sounds like the {signal.Name}: {signal.OnSeconds} s on, {signal.OffSeconds} s off.";
        }

        // A window looks over the ends of a tone by a frame or two.
        return _track.Longest is { } held && held.Length > LongestTone + (3 * Frame)
            ? FormattableString.Invariant(
                $"holds a {(held.Sweeps ? "sweeping" : "steady")} tone for {held.Length.TotalSeconds:0.0} s; more than {LongestTone.TotalSeconds:0} s can be taken for an air-raid signal.")
            : null;
    }

    private void Look()
    {
        _spectrum.Of(_samples, _power);
        var heard = ToneFinder.Heard(_power);
        var levelDb = 10 * Math.Log10(heard + 1e-12);
        _pattern.Add(levelDb);
        _track.Add(levelDb, ToneFinder.HertzOf(_power, heard + 1e-12f, BinHertz));
        _samples.AsSpan(Hop).CopyTo(_samples);
        _filled -= Hop;
    }
}
