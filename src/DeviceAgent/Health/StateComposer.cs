using System.Reflection;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>Puts together what the gateway says of itself. Safe to use from many threads.</summary>
internal sealed class StateComposer(
    InstalledConfiguration installed,
    ControllerClock clock,
    PlayoutDoor playout,
    RefusalCounts counts,
    MachineSensors machine,
    SelfTestRecord selfTest,
    FaultBoard faults,
    Journal journal,
    InstalledSchedule schedule,
    AudioStore store,
    TimeProvider time)
{
    private readonly long _startTimestamp = time.GetTimestamp();
    private readonly Lock _lock = new();
    private DateTimeOffset? _startedAt;
    private long _sequence;

    /// <summary>The version of this program, without the commit it was built from.</summary>
    public static string AgentVersion { get; } =
        (typeof(StateComposer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    /// <summary>The state now, to be sent: each call counts its sequence up.</summary>
    public GatewayState Compose()
    {
        lock (_lock)
        {
            _sequence++;
            return Compose_NeedsLock();
        }
    }

    /// <summary>The state now, for whoever looks on the spot: it counts nothing.</summary>
    public GatewayState Look()
    {
        lock (_lock)
        {
            return Compose_NeedsLock();
        }
    }

    private GatewayState Compose_NeedsLock() => new()
    {
        Version = WireVersion.Current,
        Gateway = installed.Gateway,
        At = clock.Now,
        Sequence = _sequence,
        AgentVersion = AgentVersion,
        StartedAt = StartedAt(),
        OnAir = playout.OnAir(),
        AlsoOnAir = playout.AlsoOnAir(),
        Amplifier = playout.Amplifier(),
        ClockOffsetUs = clock.IsAttested ? (long)clock.WallClockOffset.TotalMicroseconds : null,
        ClockUncertaintyUs = clock.IsAttested ? (long)clock.Uncertainty.TotalMicroseconds : null,
        Sound = playout.Sound(),
        Schedule = schedule.Reading(clock.Now),
        Store = store.Reading(),
        RefusedOrders = counts.Orders,
        RefusedBundles = counts.Bundles,
        Refusals = counts.Tallies(),
        ConfigurationRevision = installed.Current.Configuration.Revision,
        Journal = journal.Position,
        Time = clock.Standing,
        Machine = machine.Reading,
        SelfTest = selfTest.Last,
        Faults = [.. faults.Standing.Select(Reading)],
    };

    private FaultReading Reading(StandingFault fault) => new()
    {
        Code = fault.Code,
        Since = clock.At(fault.Since),
        Detail = Protocol.Detail.Cut(fault.Detail),
    };

    // Fixed once the true time is known: it tells one run of the agent from the next.
    private DateTimeOffset StartedAt()
    {
        if (_startedAt is null && clock.IsAttested)
        {
            _startedAt = clock.At(_startTimestamp);
        }

        return _startedAt ?? clock.At(_startTimestamp);
    }
}
