using System.Diagnostics.Metrics;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>What came of the gateways' journals since the controller started; safe to use from many threads.</summary>
internal sealed class JournalCounts
{
    /// <summary>The name under which metrics listeners find these counts.</summary>
    public const string MeterName = "CloudBroadcast.Journals";

    private long _taken;
    private long _refused;
    private long _leftOut;

    public JournalCounts(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("cloudbroadcast.journals.entries.taken", () => Taken, "{entry}");
        meter.CreateObservableCounter("cloudbroadcast.journals.messages.refused", () => Refused, "{message}");
        meter.CreateObservableCounter("cloudbroadcast.journals.messages.left_out", () => LeftOut, "{message}");
    }

    /// <summary>Entries that were put on record.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Messages that were malformed, foreign or not to be believed, in whole or from some entry on.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Messages that were not looked at, because too many waited; they come again.</summary>
    public long LeftOut => Interlocked.Read(ref _leftOut);

    public void CountTaken(int entries) => Interlocked.Add(ref _taken, entries);

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void CountLeftOut() => Interlocked.Increment(ref _leftOut);
}
