using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Areas.Setup;

/// <summary>A village that is to be written down, with its communes and the gateway that stands in it.</summary>
internal sealed record VillageRequest
{
    public const int MostCommunes = 60;
    public const int LongestName = 40;

    /// <summary>Chinese name, 1 to 40 characters.</summary>
    public required string Name { get; init; }

    /// <summary>12 digits that begin with the town's nine.</summary>
    public required string Code { get; init; }

    /// <summary>How many communes (社) it has: 0 to 60, named 一社, 二社 … until somebody renames them.</summary>
    public required int Communes { get; init; }

    /// <summary>How many zones its amplifier switches: 1 to 8.</summary>
    public required int Zones { get; init; }

    /// <summary>The first thing that is wrong, in a sentence with the next step; null when nothing is.</summary>
    public string? ProblemIn(Area town) => this switch
    {
        _ when !IsName(Name) => $"村名“{Name}”不行。请写 1 至 {LongestName} 个字。",
        _ when Code.Length != 12 || !Topics.IsAreaCode(Code) => $"区划代码“{Code}”不行。要 12 位数字，可以在统计用区划代码里查到。",
        _ when !Code.StartsWith(town.Code[..9], StringComparison.Ordinal) || Code[9..] == "000" => $"区划代码“{Code}”不是{town.Name}的村。前九位应当是 {town.Code[..9]}，后三位是村。",
        { Communes: < 0 or > MostCommunes } => $"社数“{Communes}”不行。请写 0 至 {MostCommunes}。",
        { Zones: < 1 or > ConfigurationCodec.MostZones } => $"分区数“{Zones}”不行。请写 1 至 {ConfigurationCodec.MostZones}：功放后面有几路继电器就是几个分区。",
        _ => null,
    };

    /// <summary>Whether it can be the name of an area.</summary>
    public static bool IsName(string name) => !string.IsNullOrWhiteSpace(name) && name.Length <= LongestName && !name.Any(char.IsControl);
}
