namespace CloudBroadcast.Controller.Alerts;

/// <summary>Lets one writer at a time at the alerts, and tells who listens that one has changed. Safe to use from many threads.</summary>
internal sealed class AlertGate : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Raised after an alert was written; on any thread.</summary>
    public event Action? Changed;

    /// <summary>Waits for the writers before; dispose what comes back.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        return new Leave(_one);
    }

    public void RaiseChanged() => Changed?.Invoke();

    public void Dispose() => _one.Dispose();

    private sealed class Leave(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
