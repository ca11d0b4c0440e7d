using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>How far an alert has come.</summary>
internal enum AlertState
{
    /// <summary>A second person has to confirm it first.</summary>
    AwaitsSecond,

    /// <summary>It sounds, or sounds again, until it expires.</summary>
    Issued,

    /// <summary>No second person confirmed it in time: it never sounded.</summary>
    Lapsed,

    /// <summary>A newer one stands in its place.</summary>
    Replaced,

    /// <summary>Withdrawn by a person or its source.</summary>
    Cancelled,

    /// <summary>Somebody stopped what sounded; it does not sound again.</summary>
    Stopped,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It could not be put on air; the reason says why.</summary>
    Failed,
}

/// <summary>What is still owed to those who heard an alert that was withdrawn.</summary>
internal enum AlertAftermath
{
    None,

    /// <summary>解除.</summary>
    AllClear,

    /// <summary>更正: it was sent by mistake.</summary>
    Correction,
}

/// <summary>
/// An alert, or the exercise of one: what is said, where, how urgently, and until when it sounds again and again. Each time it
/// sounds is one broadcast. An exercise never becomes a real one, nor the other way round.
/// </summary>
internal sealed class Alert
{
    public required Guid Id { get; init; }

    /// <summary>演练.</summary>
    public required bool IsExercise { get; init; }

    /// <summary>As it is called: 冰雹橙色预警.</summary>
    public required string Headline { get; init; }

    /// <summary>blueAlert to redAlert.</summary>
    public required Priority Severity { get; init; }

    /// <summary>What is said, without the words around it.</summary>
    public required string Text { get; init; }

    /// <summary>Codes of the areas addressed.</summary>
    public required List<string> Areas { get; init; }

    /// <summary>The audio of it, made before it was confirmed.</summary>
    public required Guid ProgrammeId { get; init; }

    /// <summary>From the end of one round to the start of the next; null for one round alone.</summary>
    public required TimeSpan? RepeatEvery { get; init; }

    /// <summary>No round starts from then on.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The one in whose place it stands, or whose end or mistake it tells.</summary>
    public Guid? Replaces { get; init; }

    /// <summary>Account name of who made it, or its source.</summary>
    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Account name of the second person; null where none was asked for.</summary>
    public string? ConfirmedBy { get; set; }

    public required AlertState State { get; set; }

    /// <summary>Rounds that were put on air.</summary>
    public int Rounds { get; set; }

    /// <summary>When the next round is due; null when none is.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>
    /// The id of the next round's broadcast, settled beforehand: a controller that dies between putting it on air and writing
    /// that down does not put it on air twice.
    /// </summary>
    public Guid NextBroadcast { get; set; }

    /// <summary>When the last round is said to its end; null before the first one.</summary>
    public DateTimeOffset? SoundsUntil { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Why it ended, in words.</summary>
    public string? EndedBecause { get; set; }

    /// <summary>What is said when it has ended, once it is known who heard it.</summary>
    public AlertAftermath Aftermath { get; set; }

    /// <summary>Rises with each write.</summary>
    public int Version { get; set; }

    public bool IsOver => EndedAt is not null;

    /// <summary>From when on it has nothing more to say.</summary>
    public DateTimeOffset OverAt => RepeatEvery is null && SoundsUntil is { } end && end < ExpiresAt ? end : ExpiresAt;
}
