using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>A fault that is there now.</summary>
/// <param name="Code">Which.</param>
/// <param name="Since">Timestamp of the <see cref="TimeProvider"/> when it was found.</param>
/// <param name="Detail">What was seen, or null.</param>
internal sealed record StandingFault(FaultCode Code, long Since, string? Detail);

/// <summary>
/// What is wrong at this gateway now. Whoever sees a fault begin raises it and clears it when it has gone; each change goes
/// into the journal. Safe to use from many threads; it never waits.
/// </summary>
internal sealed class FaultBoard(JournalFeed journal, TimeProvider time)
{
    private readonly Dictionary<FaultCode, StandingFault> _faults = [];
    private readonly Lock _lock = new();

    /// <summary>A fault began or ended.</summary>
    public event Action? Changed;

    /// <summary>The faults that stand, the oldest first.</summary>
    public IReadOnlyList<StandingFault> Standing
    {
        get
        {
            lock (_lock)
            {
                return [.. _faults.Values.OrderBy(fault => fault.Since)];
            }
        }
    }

    /// <summary>It is there; what is known already only takes the newer detail.</summary>
    public void Raise(FaultCode code, string? detail = null)
    {
        lock (_lock)
        {
            var isNew = !_faults.TryGetValue(code, out var known);
            _faults[code] = new StandingFault(code, known?.Since ?? time.GetTimestamp(), detail ?? known?.Detail);
            if (!isNew)
            {
                return;
            }
        }

        Tell(code, began: true, detail);
    }

    /// <summary>It is gone; nothing happens when it was not there.</summary>
    public void Clear(FaultCode code)
    {
        lock (_lock)
        {
            if (!_faults.Remove(code))
            {
                return;
            }
        }

        Tell(code, began: false, detail: null);
    }

    /// <summary><see cref="Raise"/> or <see cref="Clear"/>, as <paramref name="isThere"/> says.</summary>
    public void Set(FaultCode code, bool isThere, string? detail = null)
    {
        if (isThere)
        {
            Raise(code, detail);
        }
        else
        {
            Clear(code);
        }
    }

    private void Tell(FaultCode code, bool began, string? detail)
    {
        journal.Post(new JournalNote(JournalKind.Fault) { Fault = new FaultEntry { Code = code, Began = began }, Detail = detail });
        Changed?.Invoke();
    }
}
