using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>What the self-test looks at, in its order.</summary>
internal sealed class SelfTestChecks(
    Amplifier amplifier, InstalledConfiguration installed, SinkFactory sinks, DiskWatcher disk, ControllerClock clock, IOptions<HealthOptions> options)
{
    private static readonly TimeSpan RelayClosed = TimeSpan.FromMilliseconds(200);

    /// <summary>The checks.</summary>
    public IEnumerable<SelfTestCheck> All() =>
    [
        new("relays", RelaysAsync),
        new("sound", _ => Task.FromResult(Silence()), FaultCode.SoundLost),
        new("disk", _ => Task.FromResult(disk.Probe())),
        new("clock", _ => Task.FromResult(clock.IsAttested ? null : "no answer of the controller since the start")),
    ];

    // Zones with the amplifier's power off: nothing is heard. The power relay only where it was asked for.
    private async Task<string?> RelaysAsync(CancellationToken cancellation)
    {
        int[] relays = [.. installed.Current.Configuration.Zones.Order(), .. options.Value.TestPowerRelay ? [0] : Array.Empty<int>()];
        var found = new List<string>();
        foreach (var relay in relays)
        {
            if (await amplifier.TestRelayAsync(relay, RelayClosed, cancellation) is { } problem)
            {
                found.Add(problem);
            }
        }

        return found.Count == 0 ? null : string.Join("; ", found.Distinct());
    }

    private string? Silence()
    {
        var found = Enumerable.Range(0, sinks.Lines.Count).Select(Silence).OfType<string>().ToList();
        return found.Count == 0 ? null : string.Join("; ", found);
    }

    private string? Silence(int line)
    {
        try
        {
            using var sink = sinks.Open(Guid.Empty, line);
            sink.Write(new short[sink.Capacity]);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return sinks.Named(line, error.Message);
        }
    }
}
