using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>What an operator wants to be heard: exactly one of programme, playlist and text.</summary>
internal sealed record BroadcastRequest
{
    public Guid? ProgrammeId { get; init; }

    public Guid? PlaylistId { get; init; }

    /// <summary>Is spoken, and kept as a programme.</summary>
    public string? Text { get; init; }

    /// <summary>Null for the programme's own title.</summary>
    public string? Title { get; init; }

    public required IReadOnlyList<string> Areas { get; init; }

    public int VolumePercent { get; init; } = 80;

    public Priority Priority { get; init; } = Priority.LiveTalk;

    /// <summary>Null for now.</summary>
    public DateTimeOffset? StartAt { get; init; }
}

/// <summary>Why a broadcast is stopped.</summary>
internal sealed record StopRequest
{
    public string Reason { get; init; } = "值班员停止";

    /// <summary>For a stop of all: <c>ordinary</c> leaves alerts alone, <c>everything</c> does not.</summary>
    public StopScope Scope { get; init; } = StopScope.Ordinary;
}

/// <summary>Which broadcasts a stop of all has ended.</summary>
internal sealed record StopAllView(IReadOnlyList<Guid> Stopped);

/// <summary>What a request must keep to before anybody asks the library or the area tree. Pure.</summary>
internal static class BroadcastRules
{
    private const int LongestTitle = 120;
    private const int LongestText = 5000;
    private const int LongestReason = 200;

    /// <summary>The field and what is wrong with it, with the value in quotes and what is allowed.</summary>
    public static IEnumerable<(string Field, string Problem)> ProblemsOf(BroadcastRequest request, DateTimeOffset now, TimeSpan farthest)
    {
        var named = (request.ProgrammeId is null ? 0 : 1) + (request.PlaylistId is null ? 0 : 1) + (request.Text is null ? 0 : 1);
        if (named != 1)
        {
            yield return ("programmeId", $"\"{named}\" of programmeId, playlistId and text are given. Allowed: exactly one of the three.");
        }

        if (request.Text is { } text && (string.IsNullOrWhiteSpace(text) || text.Length > LongestText))
        {
            yield return ("text", $"\"{(text.Length > 40 ? text[..40] + "…" : text)}\" can't be spoken. Allowed: 1 to {LongestText} characters.");
        }

        if (request.Title is { } title && (string.IsNullOrWhiteSpace(title) || title.Length > LongestTitle))
        {
            yield return ("title", $"\"{title}\" can't be a title. Allowed: 1 to {LongestTitle} characters.");
        }

        if (request.Areas.Count == 0)
        {
            yield return ("areas", "\"[]\" names no area. Allowed: one or more codes of GET /api/areas.");
        }

        if (request.VolumePercent is < 0 or > 100)
        {
            yield return ("volumePercent", $"\"{request.VolumePercent}\" is out of range. Allowed: 0 to 100.");
        }

        if (request.Priority > Priority.LiveTalk)
        {
            yield return ("priority", $"\"{request.Priority}\" is for alerts. Allowed: background, scheduled, liveTalk.");
        }

        if (request.StartAt is { } start && (start < now || start > now + farthest))
        {
            yield return ("startAt", $"\"{start:O}\" is out of range. Allowed: from now to {now + farthest:O}.");
        }
    }

    /// <summary>As above, for a stop.</summary>
    public static (string Field, string Problem)? ProblemOf(StopRequest request) => request switch
    {
        { Reason.Length: 0 or > LongestReason } => ("reason", $"\"{request.Reason}\" can't be a reason. Allowed: 1 to {LongestReason} characters."),
        { Scope: StopScope.Broadcast } => ("scope", "\"broadcast\" needs an id: POST /api/broadcasts/{id}/stop. Allowed: ordinary, everything."),
        _ => null,
    };
}
