namespace CloudBroadcast.Protocol;

/// <summary>
/// What a gateway plays by itself in the next days, whether it reaches its controller or not. It holds until a newer revision
/// takes its place, or until the key that signed it is configured no more.
/// </summary>
public sealed record GatewaySchedule
{
    /// <summary><see cref="WireVersion.Current"/>.</summary>
    public required int Version { get; init; }

    /// <summary>The gateway's id; a schedule for another one is refused.</summary>
    public required string Gateway { get; init; }

    /// <summary>Rises with each schedule of this gateway and key; 1 or more.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was made (controller time).</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>It names what starts before this instant and after <see cref="IssuedAt"/>; at most 8 days after it.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The recorded pieces that <see cref="Plays"/> name by their place here; up to 256.</summary>
    public required IReadOnlyList<PlayItem> Items { get; init; }

    /// <summary>What is played; up to 256.</summary>
    public required IReadOnlyList<ScheduledPlay> Plays { get; init; }
}

/// <summary>One thing that is played at each of several instants. Its class is ordinary.</summary>
public sealed record ScheduledPlay
{
    /// <summary>The controller's schedule that it comes from.</summary>
    public required Guid ScheduleId { get; init; }

    /// <summary>For people and displays; 1 to 200 characters.</summary>
    public required string Title { get; init; }

    /// <summary><see cref="Protocol.Priority.Background"/> or <see cref="Protocol.Priority.Scheduled"/>.</summary>
    public required Priority Priority { get; init; }

    /// <summary>0 to 100; 100 is the programme's own level.</summary>
    public required int VolumePercent { get; init; }

    /// <summary>The zones that shall sound, 1 to 8; empty means every zone the gateway has.</summary>
    public required IReadOnlyList<int> Zones { get; init; }

    /// <summary>Places in <see cref="GatewaySchedule.Items"/>, in the order in which they sound, 1 to 256.</summary>
    public required IReadOnlyList<int> Items { get; init; }

    /// <summary>When, ascending; 1 to 256.</summary>
    public required IReadOnlyList<ScheduledStart> Starts { get; init; }
}

/// <summary>One occurrence.</summary>
public sealed record ScheduledStart
{
    /// <summary>
    /// The broadcast it is: the same id as in the order that the controller sends for this occurrence, so that a gateway that
    /// has both plays it once.
    /// </summary>
    public required Guid BroadcastId { get; init; }

    /// <summary>When sample 0 leaves the loudspeaker (controller time).</summary>
    public required DateTimeOffset StartAt { get; init; }
}
