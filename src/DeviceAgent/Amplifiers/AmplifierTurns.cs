namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>
/// Who may move the relays: one call at a time, in the order they came, and a wake ends any sleep before it on its line.
/// Beside that it keeps which relays each line wants, because every call must spare the others'. Any thread may call.
/// </summary>
internal sealed class AmplifierTurns : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Share> _shares = [];
    private CancellationTokenSource _wakeCame = new();
    private Task _last = Task.CompletedTask;
    private int _newest;

    /// <summary>The next wake of any line cancels it.</summary>
    public CancellationToken WakeCame
    {
        get
        {
            lock (_lock)
            {
                return _wakeCame.Token;
            }
        }
    }

    public bool IsNewest(int number)
    {
        lock (_lock)
        {
            return _newest == number;
        }
    }

    /// <summary>From now on the line wants these relays.</summary>
    public async Task<int> TakeForWakeAsync(int line, ushort relays)
    {
        CancellationTokenSource sleep;
        CancellationTokenSource sleeps;
        int number;
        lock (_lock)
        {
            var share = Of_NeedsLock(line);
            (share.Relays, share.IsUp) = (relays, false);
            (sleep, share.WakeCame) = (share.WakeCame, new CancellationTokenSource());
            (sleeps, _wakeCame) = (_wakeCame, new CancellationTokenSource());
            number = share.Newest = ++_newest;
        }

        await sleep.CancelAsync();
        await sleeps.CancelAsync();
        sleep.Dispose();
        sleeps.Dispose();
        return number;
    }

    public Turn TakeForSleep(int line)
    {
        lock (_lock)
        {
            var share = Of_NeedsLock(line);
            share.Newest = ++_newest;
            return new Turn(_newest, share.WakeCame.Token);
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

    /// <summary>What the line wants has been driven.</summary>
    public void Raised(int line, int number)
    {
        lock (_lock)
        {
            var share = Of_NeedsLock(line);
            share.IsUp |= share.Newest == number;
        }
    }

    /// <summary>The line wants nothing any more; false when a newer call of it has the word.</summary>
    public bool TryLetGo(int line, int number)
    {
        lock (_lock)
        {
            var share = Of_NeedsLock(line);
            if (share.Newest != number)
            {
                return false;
            }

            share.Relays = 0;
            return true;
        }
    }

    /// <summary>
    /// The relays that the other lines want. A line whose relays were up and are held no more has lost them, to the longest
    /// on-time for instance: another line's wake does not bring them back.
    /// </summary>
    public ushort OthersThan(int line, ushort held) => Sum(line, share => share.IsUp ? Kept(share, held) : share.Relays);

    /// <summary>Those of them that are up.</summary>
    public ushort OthersUp(int line, ushort held) => Sum(line, share => share.IsUp ? Kept(share, held) : (ushort)0);

    /// <summary>Waits until the calls before have ended; dispose the answer to let the next one in.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        var place = new Place();
        Task before;
        lock (_lock)
        {
            (before, _last) = (_last, place.Left);
        }

        try
        {
            cancellation.ThrowIfCancellationRequested();
            await before.WaitAsync(cancellation);
            return place;
        }
        catch (OperationCanceledException)
        {
            // Whoever stands behind still waits for whoever stands before.
            _ = before.ContinueWith(_ => place.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _wakeCame.Dispose();
            foreach (var share in _shares.Values)
            {
                share.WakeCame.Dispose();
            }
        }
    }

    private static ushort Kept(Share share, ushort held) => (held & share.Relays) == share.Relays ? share.Relays : (ushort)0;

    private ushort Sum(int line, Func<Share, ushort> relays)
    {
        lock (_lock)
        {
            return _shares.Where(share => share.Key != line).Aggregate((ushort)0, (sum, share) => (ushort)(sum | relays(share.Value)));
        }
    }

    private Share Of_NeedsLock(int line)
    {
        if (!_shares.TryGetValue(line, out var share))
        {
            _shares[line] = share = new Share();
        }

        return share;
    }

    /// <summary>A call's number, and the token that a later wake cancels.</summary>
    internal readonly record struct Turn(int Number, CancellationToken WakeCame);

    private sealed class Share
    {
        public int Newest { get; set; }

        public CancellationTokenSource WakeCame { get; set; } = new();

        // Power and zones; 0 for nothing.
        public ushort Relays { get; set; }

        public bool IsUp { get; set; }
    }

    private sealed class Place : IDisposable
    {
        private readonly TaskCompletionSource _left = new();

        public Task Left => _left.Task;

        public void Dispose() => _left.TrySetResult();
    }
}
