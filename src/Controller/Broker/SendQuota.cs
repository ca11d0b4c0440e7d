namespace CloudBroadcast.Controller.Broker;

/// <summary>Counts what one session sends; used by its receiving loop alone.</summary>
internal sealed class SendQuota(int perSecond, TimeProvider time)
{
    private long _since = time.GetTimestamp();
    private int _count;

    /// <summary>Counts one message; false when it is one too many for this second.</summary>
    public bool Take()
    {
        if (time.GetElapsedTime(_since) >= TimeSpan.FromSeconds(1))
        {
            (_since, _count) = (time.GetTimestamp(), 0);
        }

        return ++_count <= perSecond;
    }
}
