namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Which relays somebody wants held, since when, and the longest that this may last. Any thread may call.</summary>
internal sealed class RelayHold(TimeSpan longestOn, TimeProvider time)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSignal();
    private ushort _relays;
    private long _onSince;
    private string? _letGo;

    public ushort Relays
    {
        get
        {
            lock (_lock)
            {
                return _relays;
            }
        }
    }

    /// <summary>Why the relays were let go without anybody asking; null again with the next wish to hold some.</summary>
    public string? LetGo
    {
        get
        {
            lock (_lock)
            {
                return _letGo;
            }
        }
    }

    /// <summary>Completes at the next change; take it before reading <see cref="Relays"/>.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    public void Set(ushort relays)
    {
        lock (_lock)
        {
            if (relays != 0)
            {
                _letGo = null;
                _onSince = _relays == 0 ? time.GetTimestamp() : _onSince;
            }

            Change_NeedsLock(relays);
        }
    }

    public void Release(string why)
    {
        lock (_lock)
        {
            _letGo = why;
            Change_NeedsLock(0);
        }
    }

    /// <summary>True when the longest on-time has just ended the hold.</summary>
    public bool ReleaseAfterLongest()
    {
        lock (_lock)
        {
            if (_relays == 0 || time.GetElapsedTime(_onSince) < longestOn)
            {
                return false;
            }

            _letGo = $"let go after the longest on-time of {longestOn:c}";
            Change_NeedsLock(0);
            return true;
        }
    }

    private void Change_NeedsLock(ushort relays)
    {
        if (_relays == relays)
        {
            return;
        }

        _relays = relays;
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
