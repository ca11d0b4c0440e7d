using System.Text.Json.Serialization;

namespace CloudBroadcast.Protocol;

/// <summary>How far an order may reach: each class has its own keys and limits in the gateway.</summary>
[JsonConverter(typeof(WireEnumConverter<OrderClass>))]
public enum OrderClass
{
    /// <summary>演练: says so in its audio; never the real thing.</summary>
    Exercise,

    /// <summary>Scheduled programmes and live talk.</summary>
    Ordinary,

    /// <summary>Alerts.</summary>
    Emergency,
}

/// <summary>The priority ladder, lowest first: a higher one interrupts, an equal one waits or is refused.</summary>
[JsonConverter(typeof(WireEnumConverter<Priority>))]
public enum Priority
{
    /// <summary>Music between programmes.</summary>
    Background,

    /// <summary>A scheduled programme.</summary>
    Scheduled,

    /// <summary>喊话.</summary>
    LiveTalk,

    /// <summary>蓝色预警.</summary>
    BlueAlert,

    /// <summary>黄色预警.</summary>
    YellowAlert,

    /// <summary>橙色预警.</summary>
    OrangeAlert,

    /// <summary>红色预警.</summary>
    RedAlert,
}

/// <summary>What an order asks for.</summary>
[JsonConverter(typeof(WireEnumConverter<OrderAction>))]
public enum OrderAction
{
    /// <summary>Play a stream from a stated instant.</summary>
    Play,

    /// <summary>Stop what sounds.</summary>
    Stop,

    /// <summary>Do something about the gateway itself.</summary>
    Maintain,
}

/// <summary>
/// A signed document from the controller to gateways. It stands alone: who, what, where, from when, until when and
/// in which order are inside the signature, nothing of it in MQTT.
/// </summary>
public sealed record Order
{
    /// <summary><see cref="WireVersion.Current"/>.</summary>
    public required int Version { get; init; }

    /// <summary>128-bit id, never used twice.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Who numbers the orders: a sequence counts for its issuer alone. 1 to 64 characters.</summary>
    public required string Issuer { get; init; }

    /// <summary>Rises with each order of the issuer; 1 or more.</summary>
    public required long Sequence { get; init; }

    /// <summary>Decides which keys may sign and which limits hold.</summary>
    public required OrderClass Class { get; init; }

    /// <summary>The gateways addressed, at least one; a gateway that is not named never acts.</summary>
    public required IReadOnlyList<OrderTarget> Targets { get; init; }

    /// <summary>The order is refused before this instant (controller time).</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>The order is refused from this instant on (controller time).</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>What to do; the member of the same name holds the details.</summary>
    public required OrderAction Action { get; init; }

    /// <summary>Present when <see cref="Action"/> is <see cref="OrderAction.Play"/>.</summary>
    public PlayOrder? Play { get; init; }

    /// <summary>Present when <see cref="Action"/> is <see cref="OrderAction.Stop"/>.</summary>
    public StopOrder? Stop { get; init; }

    /// <summary>Present when <see cref="Action"/> is <see cref="OrderAction.Maintain"/>.</summary>
    public MaintainOrder? Maintain { get; init; }
}

/// <summary>One addressed gateway.</summary>
public sealed record OrderTarget
{
    /// <summary>The gateway's id.</summary>
    public required string Gateway { get; init; }

    /// <summary>Its zones that shall sound, 1 to 8; empty means every zone it has.</summary>
    public required IReadOnlyList<int> Zones { get; init; }
}

/// <summary>Play a stream: sample k of it leaves the loudspeaker at <see cref="StartAt"/> + k / 48000 s, controller time.</summary>
public sealed record PlayOrder
{
    /// <summary>The broadcast this is part of; names it in reports.</summary>
    public required Guid BroadcastId { get; init; }

    /// <summary>Names the stream's topic and stands in each of its bundles.</summary>
    public required Guid StreamId { get; init; }

    /// <summary>For people and displays; 1 to 200 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Its step on the priority ladder.</summary>
    public required Priority Priority { get; init; }

    /// <summary>Whether the stream is made while it plays: then <see cref="Items"/> is empty and nobody knows its end.</summary>
    public required bool Live { get; init; }

    /// <summary>When sample 0 leaves the loudspeaker (controller time).</summary>
    public required DateTimeOffset StartAt { get; init; }

    /// <summary>The gateway stops after this time on air whatever comes, in milliseconds; 1 or more.</summary>
    public required long LongestPlayMs { get; init; }

    /// <summary>0 to 100; 100 is the programme's own level.</summary>
    public required int VolumePercent { get; init; }

    /// <summary>The recorded pieces, in order; the stream carries their packets one after another.</summary>
    public required IReadOnlyList<PlayItem> Items { get; init; }

    /// <summary>
    /// <see cref="AudioBundle.ContentHash"/> of each bundle of the stream one after another; entry n is the bundle that begins
    /// with packet n × <see cref="AudioBundle.ProgrammePackets"/>. Binds the very sound to this order; null where the
    /// signatures of the bundles are enough.
    /// </summary>
    public ReadOnlyMemory<byte>? BundleHashes { get; init; }
}

/// <summary>One recorded piece of a stream: the packets of one Ogg Opus file.</summary>
public sealed record PlayItem
{
    /// <summary>SHA-256 of the file, 64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Opus packets of 20 ms; 1 or more.</summary>
    public required int Packets { get; init; }

    /// <summary>Samples at 48 kHz that the decoder gives first and nobody shall hear (RFC 7845 section 4.2).</summary>
    public required int PreSkip { get; init; }

    /// <summary>Samples at 48 kHz that shall be heard.</summary>
    public required long LengthSamples { get; init; }
}

/// <summary>What a stop order stops.</summary>
[JsonConverter(typeof(WireEnumConverter<StopScope>))]
public enum StopScope
{
    /// <summary>The broadcast named.</summary>
    Broadcast,

    /// <summary>Everything below an alert.</summary>
    Ordinary,

    /// <summary>Everything.</summary>
    Everything,
}

/// <summary>Stop what sounds, with a fade, and let the amplifier go.</summary>
public sealed record StopOrder
{
    /// <summary>What to stop.</summary>
    public required StopScope Scope { get; init; }

    /// <summary>Present when <see cref="Scope"/> is <see cref="StopScope.Broadcast"/>; a play order for it that comes later is refused.</summary>
    public Guid? BroadcastId { get; init; }

    /// <summary>Why, for the record; up to 200 characters.</summary>
    public required string Reason { get; init; }
}
