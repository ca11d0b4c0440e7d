using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>Lets each watcher look, again and again.</summary>
internal sealed class FaultWatch(IEnumerable<IFaultWatcher> watchers, IOptions<HealthOptions> options, TimeProvider time) : BackgroundService
{
    private readonly IFaultWatcher[] _watchers = [.. watchers];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What the watchers read may wait for a disk: not on the thread that starts the agent.
        await Task.Yield();
        while (true)
        {
            Array.ForEach(_watchers, watcher => watcher.Look());
            await Task.Delay(options.Value.LookEvery, time, stoppingToken);
        }
    }
}
