using System.Globalization;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Benchmarks;

/// <summary>A stream of a load test: as many messages, of as many bytes, as one broadcast makes.</summary>
internal sealed record LoadStream(Guid Id, TimeSpan Interval, int Bytes)
{
    /// <summary>Live talk: bundles of 60 ms.</summary>
    public static LoadStream Live { get; } = new(Guid.Parse("00000000000000000000000000000001"), TimeSpan.FromMilliseconds(60), 270);

    /// <summary>A programme: bundles of 240 ms.</summary>
    public static LoadStream Programme { get; } = new(Guid.Parse("00000000000000000000000000000002"), TimeSpan.FromMilliseconds(240), 870);

    public static IReadOnlyList<LoadStream> All { get; } = [Live, Programme];

    /// <summary>As the load client takes it.</summary>
    public string Argument => string.Create(CultureInfo.InvariantCulture, $"{Topics.Stream(Id)},{Interval.TotalMilliseconds},{Bytes}");
}
