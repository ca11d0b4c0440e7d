namespace CloudBroadcast.Controller.Operators.Door;

/// <summary>Tells open circuits that an account has been locked or changed. Safe to use from many threads.</summary>
internal sealed class SessionEnds
{
    /// <summary>Raised with the account's id.</summary>
    public event Action<Guid>? Ended;

    public void Raise(Guid account) => Ended?.Invoke(account);
}
