namespace CloudBroadcast.Controller.Console.Parts;

/// <summary>The twelve villages of one broadcast, always in the order of the division code, with the sentence that says the same.</summary>
public sealed record StripView(IReadOnlyList<VillageCell> Cells)
{
    /// <summary>Villages addressed.</summary>
    public int Addressed => Cells.Count(cell => cell.Cell != Cell.None);

    /// <summary>11 个村在响，龙口村离线.</summary>
    public string Sentence => string.Join("，", Parts().DefaultIfEmpty("没有村"));

    public int Count(Cell cell) => Cells.Count(each => each.Cell == cell);

    private IEnumerable<string> Parts() =>
        from kind in (Cell[])[Cell.Sounding, Cell.Warming, Cell.Sounded, Cell.Planned, Cell.Failed, Cell.Offline]
        let villages = Cells.Where(cell => cell.Cell == kind).Select(cell => cell.Village).ToList()
        where villages.Count > 0
        select Who(kind, villages) + Does(kind);

    // One or two that stand out are named; many are counted.
    private static string Who(Cell kind, List<string> villages) => villages.Count <= 2 && (kind is Cell.Failed or Cell.Offline)
        ? string.Join("、", villages)
        : $"{villages.Count} 个村";

    private static string Does(Cell kind) => kind switch
    {
        Cell.Planned => "待播",
        Cell.Warming => "预热中",
        Cell.Sounding => "在响",
        Cell.Sounded => "播完",
        Cell.Failed => "没播完",
        Cell.Offline => "离线",
        _ => "",
    };
}
