namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>
/// What a microphone may send: 50 frames a second, a fifth more for its clock, and at one stroke what a stalled line held back.
/// Holds no clock; one thread at a time.
/// </summary>
internal sealed class FrameAllowance
{
    /// <summary>The farthest that the microphone's own count may jump: two seconds.</summary>
    public const int LongestGap = 100;

    private const double MostAtOnce = 150;
    private const double PerSecond = 60;

    private double _left = MostAtOnce;
    private DateTimeOffset? _last;
    private uint? _number;

    /// <summary>Counts a frame; why it may not come, or null.</summary>
    public string? Take(uint number, DateTimeOffset now)
    {
        var earned = _last is { } last && now > last ? (now - last).TotalSeconds * PerSecond : 0;
        _left = Math.Min(MostAtOnce, _left + earned);
        _last = now;
        if (_left < 1)
        {
            return $"More than {PerSecond} frames a second.";
        }

        _left--;
        var (before, isNext) = (_number, _number is not { } known || (number > known && number - known <= LongestGap));
        _number = number;
        return isNext ? null : $"Frame {number} after {before}. Allowed: one to {LongestGap} more.";
    }
}
