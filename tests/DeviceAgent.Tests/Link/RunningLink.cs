using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>An agent without a loudspeaker: Link, Store and Health as in the product, playback faked.</summary>
internal sealed class RunningLink : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TrustedKeys _gatewayKeys = new();

    private RunningLink(IHost host, FakePlayout playout, ReadOnlyMemory<byte> publicKey)
    {
        _host = host;
        Playout = playout;
        _gatewayKeys.Add(publicKey);
    }

    public FakePlayout Playout { get; }

    public ControllerLink Link => _host.Services.GetRequiredService<ControllerLink>();

    public ControllerClock Clock => _host.Services.GetRequiredService<ControllerClock>();

    public InstalledConfiguration Installed => _host.Services.GetRequiredService<InstalledConfiguration>();

    public RefusalCounts Counts => _host.Services.GetRequiredService<RefusalCounts>();

    public static RunningLink Create(
        FakeAuthority authority, FakeController controller, string folder, string host = "127.0.0.1", int? port = null, Func<GatewayConfiguration, GatewayConfiguration>? configure = null)
    {
        var publicKey = authority.WriteFiles(folder, Orders.Gateway, controller.Key, configure: configure);
        var playout = new FakePlayout();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Link:Controller"] = host,
            ["Link:Port"] = $"{port ?? controller.Port}",
            ["Link:Folder"] = folder,
            ["Store:Folder"] = Path.Combine(folder, "store"),
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStore(builder.Configuration);
        builder.Services.AddAmplifier(builder.Configuration);
        builder.Services.AddSingleton(playout.Door);
        builder.Services.AddSingleton(new FakeMaintenance().Door);
        builder.Services.AddLink(builder.Configuration);
        builder.Services.AddHealth(builder.Configuration);
        return new RunningLink(builder.Build(), playout, publicKey);
    }

    public static async Task<RunningLink> StartAsync(FakeAuthority authority, FakeController controller, string folder, Func<GatewayConfiguration, GatewayConfiguration>? configure = null)
    {
        var link = Create(authority, controller, folder, configure: configure);
        await link.StartAsync();
        return link;
    }

    public Task StartAsync() => _host.StartAsync();

    public Task StopAsync() => _host.StopAsync();

    /// <summary>The first report that fits, its signature checked.</summary>
    public Task<PlaybackReport> ReportAsync(FakeController controller, Func<PlaybackReport, bool> fits) => controller.HeardAsync((topic, payload) =>
        topic == Topics.GatewayReport(Orders.Gateway)
        && Open<PlaybackReport>(DocumentKind.Report, payload) is { } report && fits(report) ? report : null);

    /// <summary>The first state that fits, its signature checked.</summary>
    public Task<GatewayState> StateAsync(FakeController controller, Func<GatewayState, bool> fits) => controller.HeardAsync((topic, payload) =>
        topic == Topics.GatewayState(Orders.Gateway)
        && Open<GatewayState>(DocumentKind.State, payload) is { } state && fits(state) ? state : null);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _gatewayKeys.Dispose();
    }

    private T Open<T>(DocumentKind kind, byte[] bytes)
        where T : class
    {
        Assert.True(SignedDocument.TryOpen(kind, bytes, _gatewayKeys, out var payload, out _, out var problem), $"{kind}: {problem}");
        Assert.True(WireJson.TryRead<T>(payload.Span, out var message, out var unreadable), unreadable);
        return message;
    }
}
