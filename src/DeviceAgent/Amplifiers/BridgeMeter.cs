namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>When to ask the bridge for its measures, over one connection; never, when its firmware has none.</summary>
internal sealed class BridgeMeter(BridgeDialogue bridge, BridgeVersion version, TimeProvider time)
{
    private static readonly TimeSpan WhileOn = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WhileOff = TimeSpan.FromSeconds(2);

    private bool _measures = version is { FirmwareMajor: > 1 } or { FirmwareMajor: 1, FirmwareMinor: > 0 };
    private long? _measuredAt;

    public bool IsDue(ushort relays) =>
        _measures && (_measuredAt is not { } at || time.GetElapsedTime(at) >= Pause(relays));

    /// <summary>The part of a wait after which to measure.</summary>
    public TimeSpan Shorten(TimeSpan wait, ushort relays) => _measures && Pause(relays) < wait ? Pause(relays) : wait;

    public async Task<BoardReadings?> MeasureAsync(CancellationToken cancellation)
    {
        _measuredAt = time.GetTimestamp();
        var measures = await bridge.MeasureAsync(cancellation);
        _measures = measures is not null;
        return measures?.Readings;
    }

    private static TimeSpan Pause(ushort relays) => relays == 0 ? WhileOff : WhileOn;
}
