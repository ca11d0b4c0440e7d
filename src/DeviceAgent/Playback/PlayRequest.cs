using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Opens the verified Ogg Opus file of a piece in the gateway's store; null when it has none.</summary>
internal delegate Stream? OpenStored(PlayItem item);

/// <summary>What shall be played here and who wants it: an order, the gateway's own schedule, its alert button or a test.</summary>
internal sealed record PlayRequest
{
    /// <summary>What made the gateway play it.</summary>
    public required PlaybackOrigin Origin { get; init; }

    /// <summary>What, when, how loud; without a stream (<see cref="Guid.Empty"/>) it plays from the store.</summary>
    public required PlayOrder Play { get; init; }

    /// <summary>This gateway and its zones, written out.</summary>
    public required OrderTarget Target { get; init; }

    /// <summary>The order, or null.</summary>
    public Guid? OrderId { get; init; }

    /// <summary>The key that signed the order; a bundle that another one signed is none of its stream.</summary>
    public string? KeyId { get; init; }

    /// <summary>The controller's schedule, for an occurrence of the gateway's own.</summary>
    public Guid? ScheduleId { get; init; }

    /// <summary>The <see cref="TimeProvider"/>'s timestamp of when it came.</summary>
    public long ReceivedTimestamp { get; init; }

    /// <summary>Whether a stream may bring its audio.</summary>
    public bool HasStream => Play.StreamId != Guid.Empty;

    /// <summary>The request that the gateway makes of itself.</summary>
    public static PlayRequest Of(OwnPlay own, long now) => new()
    {
        Origin = own.Origin,
        Play = own.Play,
        Target = own.Target,
        ScheduleId = own.ScheduleId,
        ReceivedTimestamp = now,
    };

    /// <summary>The request that an order makes of this gateway.</summary>
    /// <exception cref="ArgumentException">The order is not one to play.</exception>
    public static PlayRequest Of(Order order, string keyId, OrderTarget target, long receivedTimestamp) => new()
    {
        Origin = PlaybackOrigin.Order,
        Play = order.Play ?? throw new ArgumentException("The order is not one to play.", nameof(order)),
        Target = target,
        OrderId = order.OrderId,
        KeyId = keyId,
        ReceivedTimestamp = receivedTimestamp,
    };
}
