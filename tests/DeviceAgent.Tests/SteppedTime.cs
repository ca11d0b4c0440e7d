namespace CloudBroadcast.DeviceAgent;

/// <summary>The same time on a machine whose wall clock somebody sets; its monotonic clock goes on.</summary>
internal sealed class SteppedTime(TimeProvider time) : TimeProvider
{
    /// <summary>By how much the wall clock was set.</summary>
    public TimeSpan Step { get; set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override long GetTimestamp() => time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Step;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
