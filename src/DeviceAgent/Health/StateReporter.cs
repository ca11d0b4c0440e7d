using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Hosting;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>Sends the state every five seconds and soon after each change; one that can't be sent is not kept.</summary>
internal sealed class StateReporter(
    StateComposer composer,
    ControllerLink link,
    PlayoutDoor playout,
    FaultBoard faults,
    SelfTestRecord selfTest,
    LinkCredentials credentials,
    InstalledConfiguration installed,
    TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(200);

    private readonly Bell _bell = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        playout.Changed += _bell.Ring;
        link.Changed += _bell.Ring;
        faults.Changed += _bell.Ring;
        selfTest.Changed += _bell.Ring;
        try
        {
            while (true)
            {
                await WaitAsync(stoppingToken);
                await SendAsync();
            }
        }
        finally
        {
            playout.Changed -= _bell.Ring;
            link.Changed -= _bell.Ring;
            faults.Changed -= _bell.Ring;
            selfTest.Changed -= _bell.Ring;
        }
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        using var interval = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pause = Task.Delay(Interval, time, interval.Token);
        var ring = _bell.WaitAsync(interval.Token);
        var first = await Task.WhenAny(pause, ring);
        await interval.CancelAsync();
        await Task.WhenAll(pause, ring).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        if (first == ring)
        {
            await Task.Delay(Debounce, time, cancellation);
        }
    }

    private async Task SendAsync()
    {
        if (link.IsConnected)
        {
            var signed = SignedDocument.Sign(DocumentKind.State, WireJson.Write(composer.Compose()), credentials.Key);
            await link.TryPublishAsync(Topics.GatewayState(installed.Gateway), signed);
        }
    }
}
