using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.Controller;

/// <summary>Stops the town's time where a test wants it.</summary>
internal static class TownClock
{
    /// <summary>Tuesday, 24 November 2026, 07:07:12 in Shanghai: in the middle of 每日普法.</summary>
    public static readonly DateTimeOffset TuesdayMorning = new(2026, 11, 23, 23, 7, 12, TimeSpan.Zero);

    public static FakeTimeProvider StopAt(this TownHost host, DateTimeOffset instant)
    {
        var clock = new FakeTimeProvider(instant);
        host.Replace = services => services.AddSingleton<TimeProvider>(clock);
        return clock;
    }
}
