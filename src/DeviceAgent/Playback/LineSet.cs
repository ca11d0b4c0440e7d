namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Some of the gateway's lines, which are numbered from 0 on.</summary>
internal readonly record struct LineSet
{
    private readonly int _bits;

    private LineSet(int bits) => _bits = bits;

    /// <summary>These lines.</summary>
    public static LineSet Of(params IEnumerable<int> lines) => new(lines.Aggregate(0, (bits, line) => bits | (1 << line)));

    /// <summary>Whether a line is in both.</summary>
    public bool Meets(LineSet other) => (_bits & other._bits) != 0;
}
