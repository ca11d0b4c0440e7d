using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>An alert, or the exercise of one: exactly one of programme, playlist and text.</summary>
internal sealed record EmergencyRequest
{
    public Guid? ProgrammeId { get; init; }

    public Guid? PlaylistId { get; init; }

    /// <summary>Is spoken, and kept as a programme.</summary>
    public string? Text { get; init; }

    /// <summary>Null for the programme's own title.</summary>
    public string? Title { get; init; }

    public required IReadOnlyList<string> Areas { get; init; }

    /// <summary>blueAlert to redAlert.</summary>
    public required Priority Priority { get; init; }

    public int VolumePercent { get; init; } = 100;

    /// <summary>演练: keeps to every limit of an ordinary broadcast, and is signed by that key.</summary>
    public bool Exercise { get; init; }

    /// <summary>The same without what makes it an alert, for the rules that both share.</summary>
    public BroadcastRequest AsOrdinary() => new()
    {
        ProgrammeId = ProgrammeId,
        PlaylistId = PlaylistId,
        Text = Text,
        Title = Title,
        Areas = Areas,
        VolumePercent = VolumePercent,
    };
}
