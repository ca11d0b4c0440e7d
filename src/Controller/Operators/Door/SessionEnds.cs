using System.Collections.Concurrent;

namespace CloudBroadcast.Controller.Operators.Door;

/// <summary>Remembers when accounts were locked or changed by this controller, and tells open circuits. Safe to use from many threads.</summary>
internal sealed class SessionEnds(TimeProvider time, IHttpContextAccessor requests)
{
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _ended = new();

    /// <summary>Raised with the account's id.</summary>
    public event Action<Guid>? Ended;

    public void Raise(Guid account)
    {
        _ended[account] = time.GetUtcNow();
        if (requests.HttpContext is { Response.HasStarted: false } own && own.User.AccountId() == account)
        {
            // Who changes the own account gets the new cookie with the answer: told before it, the own live page would show the door.
            own.Response.OnCompleted(() =>
            {
                Ended?.Invoke(account);
                return Task.CompletedTask;
            });
        }
        else
        {
            Ended?.Invoke(account);
        }
    }

    /// <summary>Whether a session that was compared with its account at that instant has to be compared again.</summary>
    public bool HaveComeSince(Guid? account, DateTimeOffset instant) =>
        account is { } id && _ended.TryGetValue(id, out var ended) && ended >= instant;
}
