using System.Diagnostics;
using System.Globalization;

namespace CloudBroadcast.Town;

/// <summary>
/// The line between the villages and the controller as a cable of its own that can be pulled: a network namespace for the
/// gateways, joined to this machine's by a pair of virtual interfaces. Linux, root and iproute2 are needed.
/// </summary>
internal sealed class VillageLine : IDisposable
{
    private const string Tool = "ip";

    private static int _made;

    private readonly string _name;

    private VillageLine(string name, int network)
    {
        _name = name;
        ControllerAddress = string.Create(CultureInfo.InvariantCulture, $"10.213.{network}.1");
        GatewayAddress = string.Create(CultureInfo.InvariantCulture, $"10.213.{network}.2");
    }

    /// <summary>The controller's end.</summary>
    public string ControllerAddress { get; }

    /// <summary>The gateways' end.</summary>
    public string GatewayAddress { get; }

    private string ControllerEnd => _name + "c";

    private string GatewayEnd => _name + "g";

    /// <summary>Lays the line.</summary>
    /// <exception cref="TownException">This machine does not allow it; the message says what it said.</exception>
    public static VillageLine Lay()
    {
        var number = Interlocked.Increment(ref _made);
        var name = string.Create(CultureInfo.InvariantCulture, $"cb{Environment.ProcessId}{(char)('a' + number % 26)}");
        var line = new VillageLine(name, (Environment.ProcessId + number) % 250 + 1);
        try
        {
            Run("netns", "add", name);
            Run("link", "add", line.ControllerEnd, "type", "veth", "peer", "name", line.GatewayEnd);
            Run("link", "set", line.GatewayEnd, "netns", name);
            Run("addr", "add", line.ControllerAddress + "/30", "dev", line.ControllerEnd);
            Run("link", "set", line.ControllerEnd, "up");
            line.RunThere("addr", "add", line.GatewayAddress + "/30", "dev", line.GatewayEnd);
            line.RunThere("link", "set", line.GatewayEnd, "up");
            line.RunThere("link", "set", "lo", "up");
            return line;
        }
        catch
        {
            line.Dispose();
            throw;
        }
    }

    /// <summary>The program and its arguments as they are started at the gateways' end.</summary>
    public (string Program, IEnumerable<string> Arguments) There(string program, IEnumerable<string> arguments) =>
        (Tool, ["netns", "exec", _name, program, .. arguments]);

    /// <summary>Pulls the cable: nobody is told.</summary>
    public void Cut() => RunThere("link", "set", GatewayEnd, "down");

    /// <summary>Plugs it in again.</summary>
    public void Mend() => RunThere("link", "set", GatewayEnd, "up");

    /// <inheritdoc/>
    public void Dispose()
    {
        // The pair of interfaces goes with the namespace that holds one of them.
        Start(["link", "del", ControllerEnd], out _);
        Start(["netns", "del", _name], out _);
    }

    private void RunThere(params string[] arguments) => Run(["-n", _name, .. arguments]);

    private static void Run(params string[] arguments)
    {
        if (Start(arguments, out var said) != 0)
        {
            throw new TownException($"{Tool} {string.Join(' ', arguments)}: {said.Trim()}");
        }
    }

    private static int Start(string[] arguments, out string said)
    {
        using var process = Process.Start(new ProcessStartInfo(Tool, arguments) { RedirectStandardError = true })!;
        said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
