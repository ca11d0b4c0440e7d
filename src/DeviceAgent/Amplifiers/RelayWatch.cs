namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Follows a board's answers over one connection: have the contacts come to rest, when to ask next, has it restarted.</summary>
internal sealed class RelayWatch(TimeSpan grace, TimeProvider time)
{
    private static readonly TimeSpan WhileMoving = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WhileOn = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhileOff = TimeSpan.FromSeconds(2);

    // Far above the time between two answers; a clock that went back looks like 49 days ahead.
    private const uint LongestUptimeStepMs = 60_000;

    private long _askedAt;
    private uint? _uptimeMs;
    private bool _agrees;

    /// <summary>The mask of the last answer; null before the first and after a refusal, so that a SET comes next.</summary>
    public ushort? Asked { get; private set; }

    public bool IsSettled => _agrees || time.GetElapsedTime(_askedAt) >= grace;

    public TimeSpan NextAsk => Asked is null || !IsSettled ? WhileMoving : Asked == 0 ? WhileOff : WhileOn;

    public void Refuse() => Asked = null;

    /// <summary>True when the board's uptime shows that it restarted since the last answer.</summary>
    public bool Take(ushort asked, BoardAnswer answer)
    {
        if (Asked != asked)
        {
            Asked = asked;
            _askedAt = time.GetTimestamp();
        }

        _agrees = answer.Contacts is not { } contacts || contacts == asked;
        var restarted = answer.UptimeMs is { } now && _uptimeMs is { } before && unchecked(now - before) > LongestUptimeStepMs;
        _uptimeMs = answer.UptimeMs;
        return restarted;
    }
}
