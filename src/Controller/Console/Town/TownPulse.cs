using System.Threading.Channels;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>Collects "something changed" from everywhere; many beats between two looks are one.</summary>
internal sealed class TownPulse(TimeProvider clock)
{
    private readonly Channel<bool> _beats = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Beat() => _beats.Writer.TryWrite(true);

    /// <summary>Returns at the next beat, after <paramref name="longest"/>, or when cancelled.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _beats.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // Time is up: a look without a beat.
        }
    }
}
