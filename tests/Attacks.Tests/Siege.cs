using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CloudBroadcast.Controller;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Protocol;
using CloudBroadcast.Town;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Listening = CloudBroadcast.Controller.Hosting.Listening;

namespace CloudBroadcast.Attacks;

/// <summary>
/// The real controller with its broker in this process, where an attacker can sit, and in one village the real agent behind
/// the real firmware, enrolled as a technician would.
/// </summary>
public sealed class Siege : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudbroadcast-siege-").FullName;
    private readonly Reaper _reaper = new();
    private VillageGateway? _gateway;
    private int _pins;
    private HashSet<string> _recordings = [];

    internal static Place Village { get; } = Place.All[0];

    internal static Place OtherVillage { get; } = Place.All[1];

    internal ShiftedTime Clock { get; } = new();

    internal TownHost Town { get; private set; } = null!;

    internal VillageGateway Gateway => _gateway ?? throw new InvalidOperationException("The gateway is not there.");

    /// <summary>The folder with the agent's certificate and key.</summary>
    internal string Identity => Gateway.Folder;

    /// <summary>Three seconds of tone in the library.</summary>
    internal Guid Programme { get; private set; }

    internal HttpClient Http { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Town = new TownHost
        {
            Settings = { ["Gateways:Curfew"] = "none", ["Gateways:StartsPerHour"] = "3600" },
            Replace = services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)),
        };
        Http = Town.Http;
        Programme = await ImportToneAsync(440);
        _gateway = new VillageGateway(Village, new TownSettings { Folder = _folder }, _reaper);
        await EnrolAgentAsync(Gateway.Folder, Village.GatewayId);
        Gateway.StartBridge();
        StartAgent();
        await ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await Town.DisposeAsync();
        _reaper.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A code of the town's API, used by the agent's own program.</summary>
    internal async Task EnrolAgentAsync(string folder, string gatewayId, params string[] options)
    {
        var (exit, said) = await EnrolAsync(await CodeAsync(gatewayId), folder, options);
        Assert.True(exit == 0, said);
    }

    internal async Task<string> CodeAsync(string gatewayId)
    {
        using var answer = await Http.PostAsync(new Uri($"/api/gateways/{gatewayId}/enrolment-code", UriKind.Relative), null, Stop);
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!["code"]!;
    }

    /// <summary>Runs the agent's <c>enroll</c>; its exit code and what it said.</summary>
    internal async Task<(int ExitCode, string Said)> EnrolAsync(string code, string folder, params string[] options)
    {
        var url = $"https://localhost:{Town.Get<Listening>().GatewayHttps.Port}";
        using var process = Process.Start(new ProcessStartInfo(Programs.DeviceAgent, ["enroll", url, code, "--folder", folder, .. options])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var said = await process.StandardError.ReadToEndAsync(Stop) + await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, said);
    }

    internal void StartAgent() => Gateway.StartAgent(Town.Get<Listening>().Mqtt.Port);

    /// <summary>Ends the agent as a power cut would and starts it again on the same folder.</summary>
    internal async Task RestartAgentAsync(bool untilClock = true)
    {
        await Gateway.Agent.KillAsync();
        var before = Seen()?.StartedAt;
        StartAgent();
        await StateAsync(state => state.StartedAt != before && (!untilClock || state.ClockOffsetUs is not null) && state.Amplifier.Connected);
    }

    internal Task ReadyAsync() => StateAsync(state => state.ClockOffsetUs is not null && state.Amplifier.Connected && state.OnAir is null);

    internal GatewayState? Seen() => Town.Get<GatewayPresence>().Find(Village.GatewayId)?.State;

    /// <summary>The configuration that lies in the gateway's folder.</summary>
    internal GatewayConfiguration? Installed() =>
        ConfigurationCodec.TryOpenInstalled(File.ReadAllBytes(Path.Combine(Identity, "configuration.cose")), out var installed, out _) ? installed : null;

    /// <summary>Waits until the gateway says so of itself.</summary>
    internal async Task<GatewayState> StateAsync(Func<GatewayState, bool> fits)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(Limit);
        while (Seen() is not { } state || !fits(state))
        {
            try
            {
                await Task.Delay(Look, TimeProvider.System, limit.Token);
            }
            catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
            {
                throw new TimeoutException($"The gateway's last word: {Seen()} {string.Join(' ', Seen()?.Refusals ?? [])}\n{await File.ReadAllTextAsync(Gateway.LogFile, Stop)}");
            }
        }

        return Seen()!;
    }

    /// <summary>How often the gateway has refused for a reason since it started.</summary>
    internal static long Refused(GatewayState? state, RefusalReason reason) =>
        state?.Refusals?.Where(tally => tally.Reason == reason).Sum(tally => tally.Orders + tally.Bundles) ?? 0;

    /// <summary>Puts a message into the gateway's session from inside the broker, past every right and subscription.</summary>
    internal async Task InsideAsync(string topic, byte[] payload)
    {
        var session = await Town.Get<MqttServer>().GetSessionAsync(Village.GatewayId);
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        Assert.True(session.TryEnqueueApplicationMessage(message, out _), "The gateway's queue is full.");
    }

    /// <summary>Notes what relays and recordings look like now.</summary>
    internal async Task BeginWatchAsync()
    {
        _pins = (await Gateway.ReadPinsAsync(Stop)).Count;
        _recordings = [.. Directory.GetFiles(Gateway.RecordingsFolder, "*.wav")];
    }

    internal async Task<bool> PinsMovedAsync() => (await Gateway.ReadPinsAsync(Stop)).Count > _pins;

    /// <summary>No relay has moved since, and nothing was recorded but silence.</summary>
    internal async Task AssertSilentAsync(bool relaysMayMove = false)
    {
        Assert.All(
            Directory.GetFiles(Gateway.RecordingsFolder, "*.wav").Where(file => !_recordings.Contains(file)),
            file => Assert.All(WavFile.Read(file), sample => Assert.Equal(0, sample)));
        if (!relaysMayMove)
        {
            Assert.Equal(_pins, (await Gateway.ReadPinsAsync(Stop)).Count);
        }
    }

    /// <summary>A broadcast as the API shows it once it has ended.</summary>
    internal async Task<JsonObject> UntilOverAsync(Guid id)
    {
        while (true)
        {
            var view = await Http.GetFromJsonAsync<JsonObject>($"/api/broadcasts/{id}", Stop);
            if ((string)view!["state"]! is "finished" or "failed" or "interrupted" or "cancelled")
            {
                return view;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Stop);
        }
    }

    /// <summary>Three seconds of a tone, put into the library.</summary>
    internal async Task<Guid> ImportToneAsync(int frequency)
    {
        var file = Path.Combine(_folder, $"tone-{frequency}.wav");
        using (var process = Process.Start("ffmpeg", ["-nostdin", "-v", "error", "-f", "lavfi", "-i", $"sine=frequency={frequency}:duration=3:sample_rate=48000", file]))
        {
            await process.WaitForExitAsync(Stop);
        }

        using var content = new MultipartFormDataContent();
        using var audio = new ByteArrayContent(await File.ReadAllBytesAsync(file, Stop));
        content.Add(audio, "file", "tone.wav");
        content.Add(new StringContent($"围城之音 {frequency}"), "title");
        content.Add(new StringContent("notice"), "category");
        using var answer = await Http.PostAsync(new Uri("/api/programmes", UriKind.Relative), content, Stop);
        answer.EnsureSuccessStatusCode();
        return (Guid)(await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!["id"]!;
    }
}
