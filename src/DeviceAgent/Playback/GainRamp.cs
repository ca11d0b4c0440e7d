namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>A volume that moves in a straight line, so that no change of it clicks.</summary>
internal sealed class GainRamp(double gain)
{
    private double _gain = gain;
    private double _step;
    private long _left;
    private double _target = gain;

    /// <summary>Whether it has come to rest at silence.</summary>
    public bool IsSilent => _left == 0 && _gain == 0;

    /// <summary>Jumps to <paramref name="gain"/>.</summary>
    public void Set(double gain) => (_gain, _target, _left) = (gain, gain, 0);

    /// <summary>Moves to <paramref name="gain"/> within so many samples.</summary>
    public void MoveTo(double gain, long samples) =>
        (_target, _left, _step) = (gain, samples, (gain - _gain) / samples);

    /// <summary>Applies the volume; where it is 1 and rests, samples stay as they are.</summary>
    public void Apply(Span<short> samples)
    {
        for (var index = 0; index < samples.Length; index++)
        {
            if (_left > 0)
            {
                _gain = --_left == 0 ? _target : _gain + _step;
            }
            else if (_gain == 1)
            {
                return;
            }

            samples[index] = (short)Math.Clamp(Math.Round(samples[index] * _gain), short.MinValue, short.MaxValue);
        }
    }
}
