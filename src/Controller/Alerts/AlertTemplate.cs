using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>What a template leaves open.</summary>
internal enum AlertField
{
    Place,
    Time,
    Measure,
}

/// <summary>One thing that a template leaves open, with what it usually is.</summary>
/// <param name="Field">Which.</param>
/// <param name="Label">What is asked for: 洪水在哪里.</param>
/// <param name="Usual">Null where somebody has to say it.</param>
internal sealed record AlertBlank(AlertField Field, string Label, string? Usual);

/// <summary>A text that was thought over beforehand, for the officer who has no time to write one.</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Event">冰雹.</param>
/// <param name="Icon">Name of its outline.</param>
/// <param name="Usual">How severe it usually is.</param>
/// <param name="Text">With {Place}, {Time} and {Measure} where something is left open.</param>
/// <param name="Blanks">What is left open, in the order of the text.</param>
internal sealed record AlertTemplate(string Key, string Event, string Icon, Priority Usual, string Text, IReadOnlyList<AlertBlank> Blanks)
{
    /// <summary>The text with what is said for its blanks; one that nothing is said for stands as it was.</summary>
    public string Fill(Func<AlertField, string?> said) => Blanks.Aggregate(
        Text, (text, blank) => string.IsNullOrWhiteSpace(said(blank.Field)) ? text : text.Replace($"{{{blank.Field}}}", said(blank.Field)!.Trim(), StringComparison.Ordinal));

    /// <summary>Whether it can be sent as it stands.</summary>
    public bool IsWhole => Blanks.All(blank => blank.Usual is not null);
}

/// <summary>The templates that come with the product.</summary>
internal static class AlertTemplates
{
    private static readonly AlertBlank Soon = new(AlertField.Time, "什么时候来", "二十分钟内");

    public static IReadOnlyList<AlertTemplate> All { get; } =
    [
        new("hail", "冰雹", "hail", Priority.OrangeAlert, "{Time}有冰雹。请立即进屋，不要在树下躲避。牲口赶回圈里。", [Soon]),
        new(
            "flood", "洪水", "flood", Priority.RedAlert, "{Place}发生洪水，{Time}可能到达。请马上往高处转移，不要过河，不要回去拿东西。",
            [new(AlertField.Place, "洪水在哪里", null), Soon]),
        new(
            "fire", "火灾", "fire", Priority.RedAlert, "{Place}着火，火往{Measure}烧。请附近的人马上离开，往上风口走，不要围观。",
            [new(AlertField.Place, "哪里着火", null), new(AlertField.Measure, "往哪边烧", null)]),
        new(
            "wind", "大风", "wind", Priority.YellowAlert, "{Time}有大风，阵风{Measure}。请加固棚膜，收好农具，不要在广告牌和大树下停留。",
            [new(AlertField.Time, "什么时候来", "今天下午"), new(AlertField.Measure, "几级", "八级")]),
        new(
            "sand", "沙尘暴", "sand", Priority.YellowAlert, "{Time}有沙尘暴。请关好门窗，老人和孩子不要外出，开车减速开灯。",
            [new(AlertField.Time, "什么时候来", "今天下午")]),
        new(
            "snow", "暴雪", "snow", Priority.BlueAlert, "{Time}有暴雪。请清扫棚顶积雪，备好牲口草料，没有急事不要出门。",
            [new(AlertField.Time, "什么时候来", "今天夜里")]),
        new(
            "run", "疏散", "run", Priority.RedAlert, "{Place}的人请马上撤离，{Time}到{Measure}集合。带上老人和孩子，听村干部安排。",
            [new(AlertField.Place, "哪里的人", null), new(AlertField.Time, "最晚什么时候", "半小时内"), new(AlertField.Measure, "到哪里集合", null)]),
    ];

    public static AlertTemplate? Find(string? key) => All.FirstOrDefault(template => template.Key == key);
}
