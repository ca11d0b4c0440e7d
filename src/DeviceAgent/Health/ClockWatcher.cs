using System.Globalization;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>The time: is it known well enough that gateways do not talk over one another.</summary>
internal sealed class ClockWatcher(FaultBoard faults, ControllerClock clock, TimeProvider time) : IFaultWatcher
{
    private static readonly TimeSpan LongestWithout = TimeSpan.FromHours(24);
    private static readonly TimeSpan LargestUncertainty = TimeSpan.FromMilliseconds(250);

    private readonly long _since = time.GetTimestamp();

    /// <inheritdoc/>
    public void Look()
    {
        if (!clock.IsAttested)
        {
            faults.Set(FaultCode.ClockUnsure, time.GetElapsedTime(_since) > LongestWithout, "no answer of the controller since the start");
            return;
        }

        var uncertainty = clock.Uncertainty;
        faults.Set(
            FaultCode.ClockUnsure,
            uncertainty > LargestUncertainty,
            string.Create(CultureInfo.InvariantCulture, $"± {uncertainty.TotalMilliseconds:0} ms"));
    }
}
