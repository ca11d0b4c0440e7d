using System.Globalization;
using System.Runtime.CompilerServices;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>What this machine says of itself under <c>/proc</c> and <c>/sys</c>; what it does not say is null.</summary>
/// <param name="root">Where those two are: the root folder, or a test's.</param>
/// <param name="signalFile">The file with the mobile line's signal in dBm, or empty.</param>
internal sealed class MachineSensors(string root, string signalFile)
{
    /// <summary>The hottest of its thermal zones, degrees Celsius.</summary>
    public double? TemperatureC
    {
        get
        {
            var folder = Path.Combine(root, "sys/class/thermal");
            return !Directory.Exists(folder)
                ? null
                : Directory.EnumerateDirectories(folder, "thermal_zone*").Max(zone => Number(Path.Combine(zone, "temp")) / 1000);
        }
    }

    /// <summary>For the gateway's state.</summary>
    public MachineReading Reading => new()
    {
        UptimeS = (long?)Number(Path.Combine(root, "proc/uptime")),
        TemperatureC = TemperatureC is { } celsius ? Math.Round(celsius, 1) : null,
        AgentBytes = Environment.WorkingSet,
        SignalDbm = signalFile.Length == 0 ? null : (int?)Number(signalFile),
        Build = RuntimeFeature.IsDynamicCodeCompiled ? "jit" : "aot",
    };

    // A thermal zone that sleeps answers with an error, and a modem may be gone: neither is this program's fault.
    private static double? Number(string path)
    {
        try
        {
            var first = File.ReadAllText(path).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            return double.TryParse(first, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e12 ? number : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
