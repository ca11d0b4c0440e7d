using CloudBroadcast.Controller.Console.Language;

namespace CloudBroadcast.Controller.Console.Parts;

/// <summary>The twelve villages of one broadcast, always in the order of the division code, with the sentence that says the same.</summary>
public sealed record StripView(IReadOnlyList<VillageCell> Cells)
{
    private static readonly Spoken T = new(typeof(PartsWords));

    /// <summary>Villages addressed.</summary>
    public int Addressed => Cells.Count(cell => cell.Cell != Cell.None);

    /// <summary>11 个村在响，龙口村离线.</summary>
    public string Sentence => string.Join(T["，"], Parts().DefaultIfEmpty(T["没有村"]));

    public int Count(Cell cell) => Cells.Count(each => each.Cell == cell);

    private IEnumerable<string> Parts() =>
        from kind in (Cell[])[Cell.Sounding, Cell.Warming, Cell.Sounded, Cell.Planned, Cell.Failed, Cell.Offline]
        let villages = Cells.Where(cell => cell.Cell == kind).Select(cell => cell.Village).ToList()
        where villages.Count > 0
        select Does(kind, Who(kind, villages));

    // One or two that stand out are named; many are counted.
    private static string Who(Cell kind, List<string> villages) => villages.Count <= 2 && (kind is Cell.Failed or Cell.Offline)
        ? string.Join(T["、"], villages)
        : T["{0} 个村", villages.Count];

    private static string Does(Cell kind, string who) => kind switch
    {
        Cell.Planned => T["{0}待播", who],
        Cell.Warming => T["{0}预热中", who],
        Cell.Sounding => T["{0}在响", who],
        Cell.Sounded => T["{0}播完", who],
        Cell.Failed => T["{0}没播完", who],
        Cell.Offline => T["{0}离线", who],
        _ => who,
    };
}
