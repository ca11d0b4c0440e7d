namespace CloudBroadcast.Attacks;

/// <summary>The machine's time with its wall clock set wrong; timers and timestamps run as they should.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    /// <summary>How far the wall clock is ahead.</summary>
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
}
