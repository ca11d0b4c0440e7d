namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>
/// Lets one writer at a time at broadcasts and their playbacks, so that planning, reports, stops and closing see each
/// other's result; and tells who listens that a broadcast has changed.
/// </summary>
internal sealed class BroadcastGate : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Raised with the id after a broadcast or one of its playbacks was written; on any thread.</summary>
    public event Action<Guid>? Changed;

    /// <summary>Waits for the writers before; dispose what comes back.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        return new Leave(_one);
    }

    public void RaiseChanged(Guid broadcastId) => Changed?.Invoke(broadcastId);

    public void Dispose() => _one.Dispose();

    private sealed class Leave(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
