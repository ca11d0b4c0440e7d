namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Who may move the relays: one call at a time, and a wake ends any sleep before it. Any thread may call.</summary>
internal sealed class AmplifierTurns : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private CancellationTokenSource _wakeCame = new();
    private int _newest;

    public bool IsNewest(int number)
    {
        lock (_lock)
        {
            return _newest == number;
        }
    }

    public async Task<int> TakeForWakeAsync()
    {
        CancellationTokenSource sleeps;
        int number;
        lock (_lock)
        {
            sleeps = _wakeCame;
            _wakeCame = new CancellationTokenSource();
            number = ++_newest;
        }

        await sleeps.CancelAsync();
        sleeps.Dispose();
        return number;
    }

    public Turn TakeForSleep()
    {
        lock (_lock)
        {
            return new Turn(++_newest, _wakeCame.Token);
        }
    }

    /// <summary>For who only borrows the relays: takes nobody's turn away, and a wake from now on cancels the token.</summary>
    public Turn Look()
    {
        lock (_lock)
        {
            return new Turn(_newest, _wakeCame.Token);
        }
    }

    /// <summary>Waits until the call before has ended; dispose the answer to let the next one in.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        return new Place(_gate);
    }

    public void Dispose()
    {
        _gate.Dispose();
        _wakeCame.Dispose();
    }

    /// <summary>A sleep's number, and the token that a later wake cancels.</summary>
    internal readonly record struct Turn(int Number, CancellationToken WakeCame);

    private sealed class Place(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
