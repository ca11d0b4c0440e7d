using System.Collections.Concurrent;
using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>The player as the agent runs it, in real time, on the private sound server and without relays unless the settings name some.</summary>
internal sealed class RunningPlayer : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ConcurrentDictionary<(Guid Order, bool IsEnd), TaskCompletionSource<PlaybackReport>> _reports = new();

    public RunningPlayer(Action<PlaybackOptions>? configure = null, params (string Option, string Value)[] amplifier)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([
            new($"{PlaybackOptions.Section}:Sink", "alsa"),
            new($"{PlaybackOptions.Section}:Device", amplifier.Length == 0 ? PulseAudio.Device : ""),
            new($"{PlaybackOptions.Section}:RecordingsFolder", Folder),
        ]);
        builder.Configuration.AddInMemoryCollection(
            amplifier.Select(setting => KeyValuePair.Create($"{AmplifierOptions.Section}:{setting.Option}", (string?)setting.Value)));
        builder.Services.AddLogging().AddAmplifier(builder.Configuration).AddPlayback(builder.Configuration);
        builder.Services.Configure<PlaybackOptions>(options => configure?.Invoke(options));
        _host = builder.Build();
        Player = _host.Services.GetRequiredService<BroadcastPlayer>();
        Player.Reported += report => Promise(report.OrderId!.Value, report.Stage > PlaybackStage.Started).TrySetResult(report);
        _host.Start();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("cloudbroadcast-").FullName;

    public BroadcastPlayer Player { get; }

    public Order Play(SampleProgramme programme, double startsInS)
    {
        var order = PlayerBench.OrderAt(TimeProvider.System.GetUtcNow().AddSeconds(startsInS), programme.Items);
        Assert.True(Player.Accept(PlayRequest.Of(order, "", PlayerBench.Target, TimeProvider.System.GetTimestamp())).IsAccepted);
        for (var first = 0; first < programme.Packets.Count; first += 12)
        {
            Player.Offer(PlayerBench.Bundle(order, first, [.. programme.Packets.Skip(first).Take(12)]));
        }

        return order;
    }

    public Task<PlaybackReport> StartOf(Order order, CancellationToken cancellation) =>
        Promise(order.OrderId, isEnd: false).Task.WaitAsync(TimeSpan.FromMinutes(1), cancellation);

    public Task<PlaybackReport> EndOf(Order order, CancellationToken cancellation) =>
        Promise(order.OrderId, isEnd: true).Task.WaitAsync(TimeSpan.FromMinutes(1), cancellation);

    /// <summary>Ends it as the system ends the agent.</summary>
    public Task StopAsync(CancellationToken cancellation) => _host.StopAsync(cancellation);

    public Task StopPlayoutAsync(CancellationToken patience) => _host.Services.GetServices<IHostedService>().OfType<PlayoutThread>().Single().StopAsync(patience);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private TaskCompletionSource<PlaybackReport> Promise(Guid order, bool isEnd) =>
        _reports.GetOrAdd((order, isEnd), _ => new TaskCompletionSource<PlaybackReport>(TaskCreationOptions.RunContinuationsAsynchronously));
}
