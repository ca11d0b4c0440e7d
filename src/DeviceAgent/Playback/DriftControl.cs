using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// Leads the pace of playout so that it stays with the controller's clock whatever the sound card's quartz does: a
/// proportional and an integral part, too slow to be heard. One thread at a time.
/// </summary>
internal sealed class DriftControl
{
    // 500 ppm is less than a hundredth of a semitone; a quartz is off by a fifth of it.
    private const double Most = 500e-6;
    private const double MostStep = 10e-6;

    // Critically damped, a time constant of 10 s: in units of pace for one sample late, and for one sample late in one block.
    private const double Proportional = 1.0 / (5 * Opus.SampleRate);
    private const double Integral = Proportional * Proportional * Playout.Block / 4;

    // 0.25 ms: below it a good output's own readings waver, and samples stay as they are.
    private const long Tolerance = Opus.SampleRate / 4000;

    private double _learned;
    private double _pace;
    private bool _isSteering;

    /// <summary>The output began anew: what was learned of its quartz stays true.</summary>
    public void Restart() => _isSteering = _learned != 0;

    /// <summary>The pace of the next block: samples of the stream for each one that leaves.</summary>
    public double Next(long late)
    {
        _isSteering |= Math.Abs(late) > Tolerance;
        if (!_isSteering)
        {
            return 1;
        }

        var wanted = _learned + Proportional * late;
        if (Math.Abs(wanted) < Most)
        {
            _learned += Integral * late;
        }

        _pace += Math.Clamp(Math.Clamp(wanted, -Most, Most) - _pace, -MostStep, MostStep);
        return 1 + _pace;
    }
}
