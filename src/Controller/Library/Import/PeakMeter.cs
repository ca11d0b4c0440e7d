namespace CloudBroadcast.Controller.Library.Import;

/// <summary>Collects the waveform that the console draws: one peak a packet, folded to a fixed number of points.</summary>
internal sealed class PeakMeter
{
    public const int Points = 400;

    private readonly List<byte> _peaks = [];

    public void Add(ReadOnlySpan<short> samples)
    {
        var peak = 0;
        foreach (var sample in samples)
        {
            peak = Math.Max(peak, Math.Abs((int)sample));
        }

        _peaks.Add((byte)(peak * 255 / 32768));
    }

    public byte[] Fold()
    {
        var folded = new byte[Points];
        for (var point = 0; point < Points && _peaks.Count > 0; point++)
        {
            var from = (int)((long)point * _peaks.Count / Points);
            var to = Math.Max(from + 1, (int)((long)(point + 1) * _peaks.Count / Points));
            folded[point] = _peaks[from..to].Max();
        }

        return folded;
    }
}
