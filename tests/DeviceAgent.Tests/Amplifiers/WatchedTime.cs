using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>A fake clock that tells when somebody begins to wait, so that a test moves it neither too early nor too far.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Returns when somebody has begun to wait for exactly so long; shorter and longer waits before are passed over.</summary>
    public async Task WaitBegunAsync(int ms)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        var others = new List<double>();
        try
        {
            while (await _waits.Reader.ReadAsync(patience.Token) is var wait && wait != TimeSpan.FromMilliseconds(ms))
            {
                others.Add(wait.TotalMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Nobody waits for {ms} ms; there were waits for {string.Join(", ", others)} ms.");
        }
    }

    /// <summary>Waits for the wait, and lets it pass.</summary>
    public async Task PassAsync(int ms)
    {
        await WaitBegunAsync(ms);
        Advance(TimeSpan.FromMilliseconds(ms));
    }
}
