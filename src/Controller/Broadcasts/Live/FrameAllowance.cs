namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>
/// What a microphone may send: 50 frames a second, a fifth more for its clock, and at one stroke what a stalled line held back.
/// Holds no clock; one thread at a time.
/// </summary>
/// <param name="longestStall">After which it is dead anyway.</param>
internal sealed class FrameAllowance(TimeSpan longestStall)
{
    private const int PiecesPerSecond = 50;
    private const double PerSecond = 60;

    // What comes behind a stall, and what the count may jump where the stalled microphone threw away: a second more than it.
    private readonly int _most = (int)(longestStall.TotalSeconds * PiecesPerSecond) + PiecesPerSecond;

    private double? _left;
    private DateTimeOffset? _last;
    private uint? _number;

    /// <summary>Counts a frame; why it may not come, or null.</summary>
    public string? Take(uint number, DateTimeOffset now)
    {
        var earned = _last is { } last && now > last ? (now - last).TotalSeconds * PerSecond : 0;
        var left = Math.Min(_most, (_left ?? _most) + earned);
        _last = now;
        if (left < 1)
        {
            _left = left;
            return $"More than {PerSecond} frames a second.";
        }

        _left = left - 1;
        var (before, isNext) = (_number, _number is not { } known || (number > known && number - known <= _most));
        _number = number;
        return isNext ? null : $"Frame {number} after {before}. Allowed: one to {_most} more.";
    }
}
