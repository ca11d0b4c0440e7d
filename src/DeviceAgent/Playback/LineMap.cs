using CloudBroadcast.DeviceAgent.Amplifiers;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Which zone hangs on which of the gateway's sound lines. Without configured lines there is one, with every zone.</summary>
internal sealed class LineMap
{
    private readonly LineOptions[] _lines;

    public LineMap(PlaybackOptions options) => _lines = options.Lines.Count == 0 ? [new LineOptions { Device = options.Device }] : [.. options.Lines];

    /// <summary>How many lines there are.</summary>
    public int Count => _lines.Length;

    /// <summary>The sound output of a line.</summary>
    public string DeviceOf(int line) => _lines[line].Device;

    /// <summary>The relays of a line: the amplifier's power and its zones; of a sole line all.</summary>
    public AmplifierLine RelaysOf(int line) =>
        Count == 1 ? AmplifierLine.Sole : new AmplifierLine(line, (ushort)(RelayMask.Power | RelayMask.Of(_lines[line].Zones)));

    /// <summary>The zones as they fall on the lines, lines ascending; no zones are the first line's.</summary>
    public IReadOnlyList<(int Line, IReadOnlyList<int> Zones)> PartsOf(IReadOnlyList<int> zones) => Count == 1 || zones.Count == 0
        ? [(0, zones)]
        : [.. zones.GroupBy(LineOf).OrderBy(part => part.Key).Select(part => (part.Key, (IReadOnlyList<int>)[.. part]))];

    /// <summary>The lines that these zones hang on.</summary>
    public LineSet Of(IReadOnlyList<int> zones) => LineSet.Of(PartsOf(zones).Select(part => part.Line));

    // A zone that hangs nowhere does not exist, which the amplifier says when it is woken for it.
    private int LineOf(int zone) => Math.Max(0, Array.FindIndex(_lines, line => line.Zones.Contains(zone)));
}
