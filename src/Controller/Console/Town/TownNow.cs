using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Controller.Console.Parts;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>The town at one instant, as the bar and the page 今日 show it. It is made once for all open pages.</summary>
public sealed record TownNow
{
    public required DateTimeOffset At { get; init; }

    /// <summary>东寨镇.</summary>
    public required string Town { get; init; }

    /// <summary>What sounds, the highest priority first.</summary>
    public required IReadOnlyList<OnAirView> OnAir { get; init; }

    public required NextView? Next { get; init; }

    /// <summary>In the order of the division code.</summary>
    public required IReadOnlyList<VillageView> Villages { get; init; }

    /// <summary>What sounds on this local day, in the order of time.</summary>
    public required IReadOnlyList<RunView> Runs { get; init; }

    /// <summary>What somebody has to look at, the worst first.</summary>
    public required IReadOnlyList<ProblemView> Problems { get; init; }

    public static TownNow Empty(DateTimeOffset at) =>
        new() { At = at, Town = "", OnAir = [], Next = null, Villages = [], Runs = [], Problems = [] };
}

/// <summary>One broadcast that sounds now.</summary>
public sealed record OnAirView(
    Guid BroadcastId, string Title, SealView Seal, StripView Strip, DateTimeOffset StartsAt, DateTimeOffset EndsAt)
{
    /// <summary>Villages that were seen sounding; before the first report, those addressed.</summary>
    public int Sounding => Strip.Count(Cell.Sounding) is > 0 and var count ? count : Strip.Addressed;
}

/// <summary>What comes next.</summary>
public sealed record NextView(DateTimeOffset StartsAt, string Title, string Where);

/// <summary>One village and its gateway.</summary>
public sealed record VillageView(string AreaCode, string Name, string GatewayId, Look Look, string Detail)
{
    /// <summary>Whether the gateway has something on air; null while nothing is heard of it.</summary>
    public bool? Sounding { get; init; }
}

/// <summary>One occurrence or broadcast, planned, sounding or over.</summary>
public sealed record RunView
{
    /// <summary>Stable while the page is open.</summary>
    public required string Key { get; init; }

    /// <summary>Null before it has become a broadcast.</summary>
    public Guid? BroadcastId { get; init; }

    /// <summary>The schedule that it follows from; null for one started by hand, or when the schedule is gone.</summary>
    public Guid? ScheduleId { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required TimeSpan Length { get; init; }

    public required string Title { get; init; }

    public required SealView Seal { get; init; }

    /// <summary>全镇, or the names of the areas.</summary>
    public required string Where { get; init; }

    /// <summary>每个工作日 07:00，连播 2 遍; 手动播出.</summary>
    public required string Recurrence { get; init; }

    /// <summary>How many times its schedule plays the same; of use before it has begun.</summary>
    public int Repeats { get; init; } = 1;

    public required int VolumePercent { get; init; }

    public required StripView Strip { get; init; }

    public required RunState State { get; init; }

    /// <summary>11 村播完; null when the state says all.</summary>
    public string? Outcome { get; init; }

    /// <summary>Why, or what to do, in one sentence.</summary>
    public string? Note { get; init; }

    /// <summary>Ids of its programmes that have not passed their review, in the order in which they sound.</summary>
    public IReadOnlyList<Guid> Unreviewed { get; init; } = [];

    /// <summary>Which of its programmes are out of date by then; null when none is.</summary>
    public string? Expired { get; init; }

    /// <summary>Which episodes of its column it passes over, and why; null when it passes over none.</summary>
    public string? Skips { get; init; }

    /// <summary>Names of the villages that are meant and will not sound; see <see cref="Held"/>.</summary>
    public IReadOnlySet<string> HeldVillages { get; init; } = EmptySet;

    /// <summary>What other runs do to it or it to them, in the order of time.</summary>
    public IReadOnlyList<CutView> Cuts { get; init; } = [];

    /// <summary>Where it will not sound though it is planned there, and why; null when nothing keeps it back.</summary>
    public string? Held { get; init; }

    /// <summary>What keeps it from beginning at its time, or null.</summary>
    public CutView? Conflict => Cuts.FirstOrDefault(cut => cut.Kind is CutKind.Delayed or CutKind.Missed);

    /// <summary>What will interrupt it, or null.</summary>
    public CutView? Interruption => Cuts.FirstOrDefault(cut => cut.Kind is CutKind.Interrupted);

    /// <summary>The next one, into whose time it reaches, or null.</summary>
    public CutView? Overrun => Cuts.FirstOrDefault(cut => cut.Kind is CutKind.Overruns);

    public DateTimeOffset EndsAt => StartsAt + Length;

    private static IReadOnlySet<string> EmptySet { get; } = new HashSet<string>();
}

/// <summary>What another run does to one, or it to the other.</summary>
/// <param name="Kind">What.</param>
/// <param name="With">Title of the other one.</param>
/// <param name="Villages">In how many villages.</param>
/// <param name="From">Since when both want to sound.</param>
/// <param name="Until">Until when one of them is not heard.</param>
public sealed record CutView(CutKind Kind, string With, int Villages, DateTimeOffset From, DateTimeOffset Until)
{
    public TimeSpan Length => Until - From;
}

/// <summary>How far a run came.</summary>
public enum RunState
{
    /// <summary>Its time has not come.</summary>
    Planned,

    /// <summary>Sounds now, or its order has gone out.</summary>
    OnAir,

    /// <summary>Planned, and its audio is not there.</summary>
    Lacking,

    /// <summary>Planned, and not all of it has passed its review: as things stand it will not go on air.</summary>
    Unreviewed,

    /// <summary>Over by its time; the last words of the villages are still on their way.</summary>
    Closing,

    /// <summary>Over; every village addressed played it whole.</summary>
    Done,

    /// <summary>Over; not every village played it whole.</summary>
    Partly,

    /// <summary>Ended early or called off by a person or a higher priority.</summary>
    Stopped,

    /// <summary>Did not start, or sounded nowhere.</summary>
    Missed,
}

/// <summary>One thing that somebody has to look at: what happened, what it means, what to do.</summary>
public sealed record ProblemView(Look Look, string Title, string Sentence)
{
    /// <summary>Where the next step is taken: address and verb; null where it is taken elsewhere.</summary>
    public (string Address, string Verb)? Next { get; init; }
}
