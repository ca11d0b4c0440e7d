using CloudBroadcast.Controller.Library;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Schedules.Carried;

/// <summary>One occurrence as one gateway shall play it by itself.</summary>
internal sealed record CarriedStart
{
    public required DateTimeOffset StartAt { get; init; }

    public required Schedule Schedule { get; init; }

    /// <summary>As the order will call it.</summary>
    public required string Title { get; init; }

    /// <summary>Empty for every zone.</summary>
    public required IReadOnlyList<int> Zones { get; init; }

    public required IReadOnlyList<Programme> Programmes { get; init; }

    /// <summary>A gateway's schedule knows background and programmes alone: what is planned above them sounds as a programme.</summary>
    public Priority Priority => Schedule.Priority < Priority.Scheduled ? Schedule.Priority : Priority.Scheduled;

    /// <summary>All that is heard of it in one line: two that sound the same have the same.</summary>
    public string Fingerprint => string.Join(
        '|',
        [$"{StartAt.UtcTicks}", $"{Schedule.Id:N}", Title, $"{Priority}", $"{Schedule.VolumePercent}", string.Join(',', Zones), .. Programmes.Select(programme => programme.ContentHash)]);
}
