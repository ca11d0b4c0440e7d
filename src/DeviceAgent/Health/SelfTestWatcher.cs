using System.Globalization;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>Whether the nightly self-test still comes.</summary>
internal sealed class SelfTestWatcher(FaultBoard faults, SelfTestRecord record, ControllerClock clock, TimeProvider time) : IFaultWatcher
{
    private static readonly TimeSpan Overdue = TimeSpan.FromDays(2);

    private readonly long _since = time.GetTimestamp();

    /// <inheritdoc/>
    public void Look()
    {
        // Without any it counts from the agent's start: a gateway put up today is not late.
        var age = record.Last is { } last ? clock.Now - last.At : time.GetElapsedTime(_since);
        faults.Set(FaultCode.SelfTestOverdue, age > Overdue, string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0.#} days"));
    }
}
