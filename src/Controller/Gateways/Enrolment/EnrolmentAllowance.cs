namespace CloudBroadcast.Controller.Gateways.Enrolment;

/// <summary>How many codes may be tried within a minute: by one address, and by all. Good ones do not count. Safe to use from many threads.</summary>
internal sealed class EnrolmentAllowance(TimeProvider time)
{
    /// <summary>Tries by one address in a minute.</summary>
    public const int ByAddress = 10;

    /// <summary>Tries by all in a minute: 40 bits would last 34,000 years.</summary>
    public const int ByAll = 60;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly List<Try> _tries = [];

    /// <summary>One try; give it back when it was good.</summary>
    public sealed record Try(string Address, DateTimeOffset At);

    /// <summary>Takes one try; null when there is none left, and then how long to wait.</summary>
    public Try? Take(string address, out TimeSpan wait)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            _tries.RemoveAll(one => now - one.At >= Minute || one.At > now);
            var own = _tries.Where(one => one.Address == address).ToList();
            var full = own.Count >= ByAddress ? own : _tries.Count >= ByAll ? _tries : null;
            if (full is not null)
            {
                wait = full[0].At + Minute - now;
                return null;
            }

            wait = TimeSpan.Zero;
            var taken = new Try(address, now);
            _tries.Add(taken);
            return taken;
        }
    }

    /// <summary>Gives back a try whose code was good.</summary>
    public void Return(Try good)
    {
        lock (_lock)
        {
            _tries.RemoveAll(one => ReferenceEquals(one, good));
        }
    }
}
