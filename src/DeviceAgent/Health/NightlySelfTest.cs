using System.Security.Cryptography;
using System.Text;
using CloudBroadcast.DeviceAgent.Link;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>Runs the self-test once each night, when nothing is on air and nothing waits to be.</summary>
internal sealed class NightlySelfTest(
    SelfTest test, InstalledConfiguration installed, PlayoutDoor playout, ControllerClock clock, IOptions<HealthOptions> options, TimeProvider time)
    : BackgroundService
{
    private const int JitterMinutes = 30;

    // Against this instant the clock is looked at: it may be set while the night is waited for.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    /// <summary>The first instant behind <paramref name="after"/> at which it is due: a gateway's own minute, so that a town does not test all at once.</summary>
    public static DateTimeOffset Next(DateTimeOffset after, TimeZoneInfo zone, TimeOnly at, string gateway)
    {
        var minutes = SHA256.HashData(Encoding.UTF8.GetBytes(gateway))[0] % JitterMinutes;
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime);
        while (true)
        {
            var wall = day.ToDateTime(at).AddMinutes(minutes);
            day = day.AddDays(1);

            // A wall time that a spring night skips comes the night after.
            if (!zone.IsInvalidTime(wall) && new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime() is var due && due > after)
            {
                return due;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var from = clock.Now;
        while (true)
        {
            await Task.Delay(LookEvery, time, stoppingToken);
            var (now, configuration) = (clock.Now, installed.Current.Configuration);

            // The first answer of the controller may move the time by years: what lies between was no night.
            from = now - from > TimeSpan.FromDays(2) || from > now ? now : from;
            var due = Next(from, TimeZoneInfo.FindSystemTimeZoneById(configuration.TimeZone), options.Value.SelfTestAt, configuration.Gateway);
            if (now >= due && playout.OnAir() is null && playout.WantedStreams().Count == 0)
            {
                await test.RunAsync(stoppingToken);
                from = clock.Now;
            }
        }
    }
}
