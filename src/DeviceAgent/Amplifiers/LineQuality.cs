namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Whether a serial line is noisy: many requests had to be sent again within the last minute.</summary>
internal sealed class LineQuality(TimeProvider time)
{
    /// <summary>So many within a minute are too many.</summary>
    public const int Many = 5;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<long> _retries = new();
    private long _counted;

    public bool IsNoisy { get; private set; }

    /// <summary>A new connection counts from zero.</summary>
    public void Begin() => _counted = 0;

    /// <summary>Takes the count of the connection so far.</summary>
    public void Take(long retries)
    {
        for (; _counted < retries; _counted++)
        {
            _retries.Enqueue(time.GetTimestamp());
        }

        while (_retries.TryPeek(out var at) && time.GetElapsedTime(at) > Window)
        {
            _retries.Dequeue();
        }

        // Once noisy, it must be quiet for a while to count as good.
        IsNoisy = IsNoisy ? _retries.Count > 0 : _retries.Count >= Many;
    }
}
