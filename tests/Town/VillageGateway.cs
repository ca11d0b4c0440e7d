using System.Diagnostics;
using System.Text.Json;

namespace CloudBroadcast.Town;

/// <summary>One village's gateway on this machine: an agent, and the relay bridge's firmware in a simulator behind a serial port.</summary>
internal sealed class VillageGateway : IAsyncDisposable
{
    private readonly TownSettings _settings;
    private readonly Reaper _reaper;
    private ChildProcess? _bridge;
    private ChildProcess? _agent;

    public VillageGateway(Place place, TownSettings settings, Reaper reaper)
    {
        Place = place;
        _settings = settings;
        _reaper = reaper;
        Folder = Path.Combine(settings.Folder, "gateways", place.GatewayId);
        Directory.CreateDirectory(RecordingsFolder);
    }

    public Place Place { get; }

    public string Id => Place.GatewayId;

    public string Folder { get; }

    /// <summary>Where the WAV files of what its loudspeaker line carried lie.</summary>
    public string RecordingsFolder => Path.Combine(Folder, "recordings");

    /// <summary>The bridge's serial port.</summary>
    public string SerialPort => Path.Combine(Folder, "bridge");

    /// <summary>Each change of the simulated relay pins, a JSON object a line.</summary>
    public string PinsFile => Path.Combine(Folder, "pins.jsonl");

    public string LogFile => Path.Combine(Folder, "agent.log");

    private string ConfigurationFile => Path.Combine(Folder, "agent.json");

    public ChildProcess Agent => _agent ?? throw new InvalidOperationException($"The agent of {Id} does not run.");

    public ChildProcess Bridge => _bridge ?? throw new InvalidOperationException($"The bridge of {Id} does not run.");

    /// <summary>Powers the bridge; <paramref name="faults"/> are the simulator's own arguments, such as <c>--weld 1</c>.</summary>
    public void StartBridge(params IEnumerable<string> faults) => _bridge = ChildProcess.Start(
        _reaper, $"bridge of {Id}", Path.Combine(Folder, "bridge.log"), Programs.SimulatedBridge,
        [Programs.Firmware, SerialPort, "--pins", PinsFile, .. faults]);

    /// <summary>Whether it has its identity already.</summary>
    public bool IsEnrolled => File.Exists(Path.Combine(Folder, "gateway.crt"));

    /// <summary>Types the code at the gateway.</summary>
    /// <exception cref="TownException">It was refused; the message is the agent's line.</exception>
    public async Task EnrolAsync(int httpsPort, string code, CancellationToken cancellationToken)
    {
        var (program, arguments) = AtVillage(
            ["enroll", $"https://{_settings.ControllerName}:{httpsPort}", code, "--folder", Folder, "--store", Path.Combine(Folder, "store")]);
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new TownException($"{Id} could not be enrolled: {await said}");
        }
    }

    /// <summary>Starts the agent against a broker on this machine.</summary>
    public void StartAgent(int mqttPort)
    {
        File.WriteAllText(ConfigurationFile, JsonSerializer.Serialize(Configuration(mqttPort)));
        var (program, arguments) = AtVillage(["run", "--config", ConfigurationFile]);
        _agent = ChildProcess.Start(_reaper, $"agent of {Id}", LogFile, program, arguments, _settings.AgentEnvironment(Place));
    }

    /// <summary>The pin changes so far: the relay mask from each instant on (bit 0 power, bits 1 to 8 zones).</summary>
    public async Task<IReadOnlyList<PinChange>> ReadPinsAsync(CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(PinsFile, cancellationToken);
        return lines.Where(line => line.EndsWith('}')).Select(line => JsonSerializer.Deserialize<PinChange>(line, JsonSerializerOptions.Web)!).ToList();
    }

    /// <summary>What the agent's own command says last of its journal: whether it is whole.</summary>
    public async Task<string> JournalVerdictAsync(CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, ["journal", "--config", ConfigurationFile]) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return said.TrimEnd().Split('\n')[^1];
    }

    public async ValueTask DisposeAsync()
    {
        // The agent first: it lets the amplifier go in order while the bridge still listens.
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        if (_bridge is not null)
        {
            await _bridge.DisposeAsync();
        }
    }

    private (string Program, IEnumerable<string> Arguments) AtVillage(IEnumerable<string> arguments) =>
        _settings.Line?.There(Program, arguments) ?? (Program, arguments);

    private string Program => _settings.AgentProgram ?? Programs.DeviceAgent;

    private object Configuration(int mqttPort) => new
    {
        Link = new
        {
            Controller = _settings.ControllerName,
            Port = mqttPort,
            Folder,
        },
        Store = new { Folder = Path.Combine(Folder, "store") },
        Playback = new
        {
            Sink = _settings.AlsaDevices.ContainsKey(Id) ? "Alsa" : "Wav",
            Device = _settings.AlsaDevices.GetValueOrDefault(Id, "default"),
            RecordingsFolder,
            RecordTo = _settings.CopiesSound && _settings.AlsaDevices.ContainsKey(Id) ? RecordingsFolder : "",
        },
        Amplifier = new { Port = SerialPort },
    };
}

/// <summary>One edge of the simulated relay pins.</summary>
internal sealed record PinChange(double UtcMs, double SimMs, int Relays);
