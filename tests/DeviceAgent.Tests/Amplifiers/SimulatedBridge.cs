using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The real firmware on a simulated chip, its serial line on a pseudo-terminal, its relay pins seen from outside.</summary>
internal sealed class SimulatedBridge : IAsyncDisposable
{
    private static readonly Lazy<Task> Built = new(BuildAsync);

    // The shell passes signals on and ends the simulator with us: its input ends when this process does.
    private const string Keeper = "\"$@\" & while read -r signal; do kill -\"$signal\" $!; done; kill $!; wait";

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly Channel<PinEdge> _edges = Channel.CreateUnbounded<PinEdge>();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;

    private SimulatedBridge(Process process, DirectoryInfo folder)
    {
        _process = process;
        _folder = folder;
    }

    public string Port => PortIn(_folder);

    public static Task<SimulatedBridge> StartAsync(params string[] faults) => StartImageAsync("relay_bridge.elf", faults);

    /// <summary>The same with another image of the firmware's build folder.</summary>
    public static async Task<SimulatedBridge> StartImageAsync(string image, params string[] arguments)
    {
        await Built.Value;
        var folder = Directory.CreateTempSubdirectory("simulated-bridge-");
        var start = new ProcessStartInfo("/bin/sh", ["-c", Keeper, "keeper", .. Command(folder, image), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var bridge = new SimulatedBridge(Process.Start(start)!, folder);
        bridge._reading = bridge.ReadAsync();
        await bridge._ready.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        return bridge;
    }

    public Task UnplugAsync() => _process.StandardInput.WriteLineAsync("USR1");

    public Task PlugAsync() => _process.StandardInput.WriteLineAsync("USR2");

    /// <summary>The firmware's main loop stands still, until its watchdog bites.</summary>
    public Task HangAsync() => _process.StandardInput.WriteLineAsync("HUP");

    /// <summary>To LOCAL, or back.</summary>
    public Task TurnKeyAsync() => _process.StandardInput.WriteLineAsync("WINCH");

    public Task PressAlertAsync() => _process.StandardInput.WriteLineAsync("URG");

    /// <summary>The next change of the relay pins.</summary>
    public async Task<PinEdge> NextEdgeAsync() => await _edges.Reader.ReadAsync(TestContext.Current.CancellationToken)
        .AsTask().WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string PortIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "port");

    private static string[] Command(DirectoryInfo folder, string image) =>
    [
        Path.Combine(Checkout.Root, "tests", "SimulatedBridge", "build", "simulated_bridge"),
        Path.Combine(Checkout.Root, "hardware", "relay-bridge", "build", image),
        PortIn(folder),
        "--pins",
        "/dev/stdout",
    ];

    private static async Task BuildAsync()
    {
        foreach (var (folder, target) in ((string, string)[])[("hardware/relay-bridge", "all"), ("tests/SimulatedBridge", "all")])
        {
            using var make = Process.Start(new ProcessStartInfo("make", ["-s", "-C", Path.Combine(Checkout.Root, folder), target])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = make.StandardOutput.ReadToEndAsync();
            var errors = await make.StandardError.ReadToEndAsync();
            await make.WaitForExitAsync();
            Assert.True(make.ExitCode == 0, $"make in {folder} failed: {await output}{errors}");
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith('{'))
            {
                _edges.Writer.TryWrite(JsonSerializer.Deserialize<PinEdge>(line, JsonSerializerOptions.Web)!);
            }
            else if (line.StartsWith("ready", StringComparison.Ordinal))
            {
                _ready.TrySetResult();
            }
        }

        _edges.Writer.TryComplete();
        _ready.TrySetException(new InvalidOperationException("The simulated bridge ended."));
    }
}

/// <summary>One change of the relay pins, by the simulator's account.</summary>
internal sealed record PinEdge(double UtcMs, double SimMs, ushort Relays);
