using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>A fake clock that tells when somebody begins to wait, so that a test moves it neither too early nor too far.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private readonly Channel<(TimeSpan Time, bool IsTimeout)> _begun = Channel.CreateUnbounded<(TimeSpan, bool)>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        // The time that an answer may take is told from a pause of the same length: it mostly ends unused.
        _begun.Writer.TryWrite((dueTime, state is CancellationTokenSource));
        return timer;
    }

    /// <summary>Returns when somebody has begun to wait for exactly so long; shorter and longer waits before are passed over.</summary>
    public Task WaitBegunAsync(int ms) => BegunAsync(ms, isTimeout: false);

    /// <summary>Waits for the wait, and lets it pass.</summary>
    public async Task PassAsync(int ms)
    {
        await WaitBegunAsync(ms);
        Advance(TimeSpan.FromMilliseconds(ms));
    }

    /// <summary>Waits until something may take so long and no longer, and lets that time run out.</summary>
    public async Task RunOutAsync(int ms)
    {
        await BegunAsync(ms, isTimeout: true);
        Advance(TimeSpan.FromMilliseconds(ms));
    }

    private async Task BegunAsync(int ms, bool isTimeout)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        var others = new List<string>();
        try
        {
            while (await _begun.Reader.ReadAsync(patience.Token) is var begun && begun != (TimeSpan.FromMilliseconds(ms), isTimeout))
            {
                others.Add($"{begun.Time.TotalMilliseconds}{(begun.IsTimeout ? " (timeout)" : "")}");
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Nothing of {ms} ms has begun; there was {string.Join(", ", others)} ms.");
        }
    }
}
