using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudBroadcast.Town;

/// <summary>A whole town on this machine: one controller, and a gateway with its relay bridge in each village, over TLS on loopback.</summary>
internal sealed class TownRunner : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(200);

    private readonly TownSettings _settings;
    private readonly Reaper _reaper = new();
    private ChildProcess? _controller;
    private ControllerApi? _api;

    private TownRunner(TownSettings settings)
    {
        _settings = settings;
        Directory.CreateDirectory(DataFolder);
        Gateways = settings.Villages.Select(place => new VillageGateway(place, settings, _reaper)).ToList();
    }

    public IReadOnlyList<VillageGateway> Gateways { get; }

    public ControllerApi Api => _api ?? throw new InvalidOperationException("The controller does not run.");

    public ChildProcess Controller => _controller ?? throw new InvalidOperationException("The controller does not run.");

    public string DataFolder => Path.Combine(_settings.Folder, "controller");

    public string ControllerLog => Path.Combine(_settings.Folder, "controller.log");

    /// <summary>The broker's TLS port.</summary>
    public int MqttPort { get; private set; }

    /// <summary>The port where gateways are enrolled.</summary>
    public int GatewayHttpsPort { get; private set; }

    /// <summary>The certificate authority's certificate, PEM.</summary>
    public string CertificateAuthority => Path.Combine(DataFolder, "keys", "ca.crt");

    private string GatewaysSide => _settings.Line?.ControllerAddress ?? "127.0.0.1";

    /// <summary>Starts everything and waits until each gateway is online with an attested clock and its bridge.</summary>
    /// <exception cref="TownException">Something did not come up; the message says what and where its log lies.</exception>
    public static async Task<TownRunner> StartAsync(TownSettings settings, CancellationToken cancellationToken)
    {
        var town = new TownRunner(settings);
        try
        {
            await town.StartControllerAsync(cancellationToken);
            if (!settings.Sample)
            {
                return town;
            }

            await town.EnrolAsync(cancellationToken);
            await town.StartGatewaysAsync(cancellationToken);
            return town;
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the controller, or starts it again on the same data and the same broker port.</summary>
    public async Task StartControllerAsync(CancellationToken cancellationToken)
    {
        var ready = Path.Combine(_settings.Folder, "controller.ready.json");
        File.Delete(ready);
        _controller = ChildProcess.Start(_reaper, "controller", ControllerLog, Programs.Controller,
        [
            "--Storage:DataFolder", DataFolder,
            "--Host:Http", $"http://127.0.0.1:{_api?.Address.Port ?? _settings.Port}",
            "--Areas:Sample", _settings.Sample ? "true" : "false",
            "--Host:Mqtt", $"{GatewaysSide}:{MqttPort}",
            "--Host:GatewayHttps", $"{GatewaysSide}:{GatewayHttpsPort}",
            "--Gateways:ServerNames:0", _settings.ControllerName,

            // The demo speaks at any hour, and as often as somebody wants to hear it.
            "--Gateways:Curfew", "none",
            "--Gateways:StartsPerHour", "3600",
            "--ready-file", ready,
        ], _settings.ControllerEnvironment());
        await UntilAsync(() => Task.FromResult(File.Exists(ready) || Controller.HasExited), () => "the controller", cancellationToken);
        if (!File.Exists(ready))
        {
            throw new TownException($"The controller ended at once; its log is {ControllerLog}: {LastLine(ControllerLog)}");
        }

        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(ready, cancellationToken));
        MqttPort = int.Parse(document.RootElement.GetProperty("mqtt").GetString()!.Split(':')[^1], null);
        var token = _api?.Token ?? await ControllerApi.MakeTokenAsync(DataFolder, cancellationToken);
        GatewayHttpsPort = int.Parse(document.RootElement.GetProperty("gatewayHttps").GetString()!.Split(':')[^1], null);
        _api?.Dispose();
        _api = new ControllerApi(new Uri(document.RootElement.GetProperty("http").GetString()!), token, DataFolder);
    }

    /// <summary>Starts each gateway with its bridge, and waits until all are online.</summary>
    public async Task StartGatewaysAsync(CancellationToken cancellationToken)
    {
        foreach (var gateway in Gateways)
        {
            gateway.StartBridge();
            gateway.StartAgent(MqttPort);
        }

        await UntilAllOnlineAsync(cancellationToken);
    }

    /// <summary>Waits until each started gateway is online, knows the time and has its bridge.</summary>
    public Task UntilAllOnlineAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        return UntilAsync(
            async () =>
            {
                var states = await Api.GetListAsync("/api/gateways", cancellationToken);
                if (Gateways.FirstOrDefault(gateway => gateway.Agent.HasExited) is { } dead)
                {
                    throw new TownException($"The agent of {dead.Id} ended at once: {LastLine(dead.LogFile)}");
                }

                missing = Gateways.Select(gateway => gateway.Id).Where(id => !states.Any(state => IsReady(state!, id))).ToList();
                return missing.Count == 0;
            },
            () => $"gateway {missing[0]} (log: {Gateways.First(gateway => gateway.Id == missing[0]).LogFile})",
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Gateways.Select(gateway => gateway.DisposeAsync().AsTask()));
        if (_controller is not null)
        {
            await _controller.DisposeAsync();
        }

        _api?.Dispose();
        _reaper.Dispose();
    }

    private static bool IsReady(JsonNode state, string id) =>
        (string?)state["id"] == id && (bool)state["online"]!
        && state["state"] is { } said && said["clockOffsetUs"] is not null && (bool)said["amplifier"]!["connected"]!;

    // As a technician does it: a code from the controller, typed at the gateway. A town that is started again has it behind it.
    private Task EnrolAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        // Each call is a program's start; two at a time keep two cores busy.
        Gateways.Where(gateway => !gateway.IsEnrolled), new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken }, async (gateway, token) =>
        {
            var made = await Api.PostAsync($"/api/gateways/{gateway.Id}/enrolment-code", new { }, token);
            await gateway.EnrolAsync(GatewayHttpsPort, (string)made["code"]!, token);
        });

    private async Task UntilAsync(Func<Task<bool>> condition, Func<string> what, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        try
        {
            while (!await condition())
            {
                await Task.Delay(PollEvery, TimeProvider.System, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TownException($"Not up after {StartLimit.TotalSeconds} s: {what()}; everything is in {_settings.Folder}.");
        }
    }

    private static string LastLine(string file) => File.ReadLines(file).LastOrDefault() ?? "it said nothing";
}
