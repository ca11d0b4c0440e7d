using System.Globalization;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>
/// Whether somebody set the machine's wall clock. What is on air follows the monotonic clock and does not suffer, so each step is
/// put on record, and only one that left the clock wrong is a fault: until the clock is right again, a day at most.
/// </summary>
internal sealed class ClockStepWatcher(FaultBoard faults, JournalFeed journal, ControllerClock clock, TimeProvider time) : IFaultWatcher
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Stands = TimeSpan.FromHours(24);

    private (DateTimeOffset Wall, long Timestamp) _seen = (time.GetUtcNow(), time.GetTimestamp());
    private (long At, string Detail)? _step;

    /// <inheritdoc/>
    public void Look()
    {
        var (wall, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
        var step = wall - _seen.Wall - time.GetElapsedTime(_seen.Timestamp, timestamp);
        _seen = (wall, timestamp);
        if (step.Duration() > Tolerance)
        {
            _step = (timestamp, string.Create(CultureInfo.InvariantCulture, $"{step.TotalSeconds:+0.0;-0.0} s"));
            journal.Post(new JournalNote(JournalKind.Clock) { StepUs = (long)step.TotalMicroseconds, Detail = "the machine's own clock" });
        }

        // Without attested time nobody can say which of the two was right; a clock that was put right at boot is no fault.
        var isWrong = clock.IsAttested && clock.WallClockOffset.Duration() > Tolerance;
        faults.Set(FaultCode.ClockStepped, isWrong && _step is { } last && time.GetElapsedTime(last.At, timestamp) <= Stands, _step?.Detail);
    }
}
