using System.Globalization;
using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>A clock for programs of a town that is so far ahead of this machine's; what they measure between two instants stays true.</summary>
internal sealed class ShiftedClock
{
    /// <summary>Whole seconds, for programs that are started from now on.</summary>
    public TimeSpan Ahead { get; set; }

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Programs.ShiftedClock,
        ["CLOCK_AHEAD_S"] = ((long)Ahead.TotalSeconds).ToString(CultureInfo.InvariantCulture),
    };
}
