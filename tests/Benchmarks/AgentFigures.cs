using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using CloudBroadcast.Town;

namespace CloudBroadcast.Benchmarks;

/// <summary>What the agent takes from a gateway while it plays, as native code and as it is built, beside a client of Snapcast on the same sink; and its start.</summary>
internal static class AgentFigures
{
    private const double MegaByte = 1e6;
    private const int Starts = 5;
    private const string Peer = "snapclient, same programme and sink";
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(30);

    private readonly record struct Load(double Processor, double MegaBytes);

    public static async Task<IReadOnlyList<Row>> MeasureAsync(CancellationToken cancellationToken)
    {
        var native = await PublishAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-bench-").FullName;
        try
        {
            var programme = Path.Combine(folder, "programme.wav");
            await Measuring.SpeakAsync(programme, Length, cancellationToken);
            await using var sound = new SoundServer();
            await sound.StartAsync(cancellationToken);
            var peer = await OfSnapcastAsync(sound, folder, programme, cancellationToken);
            return
            [
                .. await OfAgentAsync("native", native, 60, 1.5, peer, sound, folder, programme, cancellationToken),
                .. await OfAgentAsync("JIT", Programs.DeviceAgent, 110, null, peer, sound, folder, programme, cancellationToken),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // As the package has it.
    private static async Task<string> PublishAsync(CancellationToken cancellationToken)
    {
        var architecture = (await Measuring.OutputOfAsync("dpkg", ["--print-architecture"], cancellationToken)).Trim();
        var folder = Path.Combine(Checkout.Root, "artifacts", "packaging", "bench");
        await Measuring.RunAsync(Path.Combine(Checkout.Root, "packaging", "build-program.sh"), [architecture, folder], cancellationToken);
        return Path.Combine(folder, "cloudbroadcast-agent");
    }

    private static async Task<Load> OfSnapcastAsync(SoundServer sound, string folder, string programme, CancellationToken cancellationToken)
    {
        using var reaper = new Reaper();
        await using var snapcast = await Snapcast.StartAsync(reaper, sound, folder, programme, Length, cancellationToken);
        var client = snapcast.Play(SoundServer.Device, sound.Environment);
        await snapcast.SettleAsync(cancellationToken);
        return await LoadOfAsync(client, cancellationToken);
    }

    private static async Task<IReadOnlyList<Row>> OfAgentAsync(
        string form, string program, double mostMegaBytes, double? mostSeconds, Load peer, SoundServer sound, string folder, string programme, CancellationToken cancellationToken)
    {
        using var notices = new Notices(Path.Combine(folder, $"{form}.notify"));
        var place = Place.All[0];
        await using var town = await TownRunner.StartAsync(new TownSettings
        {
            Folder = Path.Combine(folder, form),
            Villages = [place],
            AlsaDevices = new Dictionary<string, string> { [place.GatewayId] = SoundServer.Device },
            CopiesSound = false,
            AgentProgram = program,
            AgentEnvironment = _ => new Dictionary<string, string>(sound.Environment) { ["NOTIFY_SOCKET"] = notices.Address },
        }, cancellationToken);
        var imported = await town.Api.ImportAsync(programme, "programme", "notice", cancellationToken);
        await town.Api.PostAsync("/api/broadcasts", new { programmeId = (string)imported["id"]!, areas = new[] { place.Code } }, cancellationToken);
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        var load = await LoadOfAsync(town.Gateways[0].Agent, cancellationToken);
        var states = await town.Api.GetListAsync("/api/gateways", cancellationToken);
        if (states.FirstOrDefault(state => (string?)state!["id"] == place.GatewayId)?["state"]?["onAir"] is null)
        {
            throw new TownException($"The agent was not on air; its log is {town.Gateways[0].LogFile}.");
        }

        return
        [
            new Row($"agent while playing, {form}, memory", load.MegaBytes, "MB", mostMegaBytes, Peer: Peer, PeerValue: peer.MegaBytes),
            new Row($"agent while playing, {form}, processor", load.Processor, "% of a core", 3, Peer: Peer, PeerValue: peer.Processor),
            new Row($"agent, {form}, start to ready, median of {Starts}", await StartAsync(town, notices, cancellationToken), "s", mostSeconds),
        ];
    }

    private static async Task<Load> LoadOfAsync(ChildProcess program, CancellationToken cancellationToken) =>
        new(await Measuring.ProcessorPercentAsync(program, Over, cancellationToken), program.ResidentBytes / MegaByte);

    private static async Task<double> StartAsync(TownRunner town, Notices notices, CancellationToken cancellationToken)
    {
        var seconds = new List<double>();
        for (var start = 0; start < Starts; start++)
        {
            await town.Gateways[0].Agent.DisposeAsync();
            notices.Forget();
            var watch = Stopwatch.StartNew();
            town.Gateways[0].StartAgent(town.MqttPort);
            await notices.UntilReadyAsync(cancellationToken);
            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        return Measuring.Percentile(seconds, 0.5);
    }

    // What systemd would hear (sd_notify(3)).
    private sealed class Notices : IDisposable
    {
        private const string Ready = "READY=1";

        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        private readonly byte[] _notice = new byte[256];

        public Notices(string address)
        {
            Address = address;
            _socket.Bind(new UnixDomainSocketEndPoint(address));
        }

        public string Address { get; }

        public void Forget()
        {
            while (_socket.Available > 0)
            {
                _socket.Receive(_notice);
            }
        }

        public async Task UntilReadyAsync(CancellationToken cancellationToken)
        {
            while (Encoding.ASCII.GetString(_notice, 0, await _socket.ReceiveAsync(_notice, cancellationToken)) != Ready)
            {
                // Another one.
            }
        }

        public void Dispose() => _socket.Dispose();
    }
}
