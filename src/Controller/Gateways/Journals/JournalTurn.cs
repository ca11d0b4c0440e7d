namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>
/// One gateway's journal is taken at a time, and what is carried on from the journals yields to it: both write the same
/// database, and a gateway sends its next entries only when it has been answered.
/// </summary>
internal sealed class JournalTurn(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Lock _lock = new();
    private TaskCompletionSource _quiet = Completed();
    private int _wanted;

    /// <summary>Waits for the turn; disposing what is returned gives it up.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        Want();
        try
        {
            await _one.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave();
            throw;
        }

        return new Held(this);
    }

    /// <summary>Waits until nobody has or wants the turn, and no longer than <paramref name="most"/>.</summary>
    public async Task WaitForQuietAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        Task quiet;
        lock (_lock)
        {
            quiet = _quiet.Task;
        }

        if (!quiet.IsCompleted)
        {
            await quiet.WaitAsync(most, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public void Dispose() => _one.Dispose();

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }

    private void Want()
    {
        lock (_lock)
        {
            if (_wanted++ == 0)
            {
                _quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_wanted == 0)
            {
                _quiet.SetResult();
            }
        }
    }

    private sealed class Held(JournalTurn turn) : IDisposable
    {
        public void Dispose()
        {
            turn._one.Release();
            turn.Leave();
        }
    }
}
