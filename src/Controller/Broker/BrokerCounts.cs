using System.Diagnostics.Metrics;

namespace CloudBroadcast.Controller.Broker;

/// <summary>What the broker refused and lost since the controller started; safe to use from many threads.</summary>
internal sealed class BrokerCounts
{
    /// <summary>The name under which metrics listeners find these counts.</summary>
    public const string MeterName = "CloudBroadcast.Broker";

    private long _skipped;
    private long _cut;
    private long _takenOver;
    private long _turnedAway;

    public BrokerCounts(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("cloudbroadcast.broker.bundles.skipped", () => SkippedBundles, "{bundle}");
        meter.CreateObservableCounter("cloudbroadcast.broker.connections.cut", () => CutConnections, "{connection}");
        meter.CreateObservableCounter("cloudbroadcast.broker.sessions.taken_over", () => TakenOverSessions, "{session}");
        meter.CreateObservableCounter("cloudbroadcast.broker.connections.turned_away", () => TurnedAwayConnections, "{connection}");
    }

    /// <summary>Bundles that a full connection went without.</summary>
    public long SkippedBundles => Interlocked.Read(ref _skipped);

    /// <summary>Connections that were cut because they stayed full.</summary>
    public long CutConnections => Interlocked.Read(ref _cut);

    /// <summary>Sessions that ended because a second connection came with the same certificate.</summary>
    public long TakenOverSessions => Interlocked.Read(ref _takenOver);

    /// <summary>Connections that a limit kept out before they said a word.</summary>
    public long TurnedAwayConnections => Interlocked.Read(ref _turnedAway);

    public void Skipped() => Interlocked.Increment(ref _skipped);

    public void Cut() => Interlocked.Increment(ref _cut);

    public void TakenOver() => Interlocked.Increment(ref _takenOver);

    public void TurnedAway() => Interlocked.Increment(ref _turnedAway);
}
