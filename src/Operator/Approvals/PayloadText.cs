using System.Globalization;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator.Approvals;

/// <summary>A payload in the words of the people who sign it, line by line; everything in it that decides what sounds where. Pure.</summary>
/// <param name="names">What the controller calls its gateways: an aid for reading, never a claim that is signed.</param>
/// <param name="zone">The zone that instants are written in.</param>
internal sealed class PayloadText(IReadOnlyDictionary<string, string> names, TimeZoneInfo zone)
{
    public IEnumerable<string> Of(Order order)
    {
        yield return order.Action == OrderAction.Play ? $"播出指令  {ClassOf(order.Class)}" : $"停止指令  {ClassOf(order.Class)}";
        if (order.Play is { } play)
        {
            yield return $"  标题    《{InOneLine(play.Title)}》";
            yield return $"  级别    {PriorityOf(play.Priority)}";
            yield return $"  开始    {At(play.StartAt)}";
            yield return $"  长度    {LengthOf(play)}    音量 {play.VolumePercent}%";
            yield return play.BundleHashes is null ? "  声音    没有绑定：签了以后还能换" : "  声音    已绑定，签了以后不能换";
        }

        if (order.Stop is { } stop)
        {
            yield return $"  范围    {stop.Scope}    {InOneLine(stop.Reason)}";
        }

        yield return $"  失效    {At(order.Expires)}";
        yield return $"  网关    {order.Targets.Count} 个";
        foreach (var target in order.Targets)
        {
            yield return $"          {Named(target.Gateway)}  {(target.Zones.Count == 0 ? "全部分区" : $"{string.Join('、', target.Zones)} 号分区")}";
        }
    }

    /// <summary>The whole configuration; what differs from the one that the controller says is installed is marked.</summary>
    public IEnumerable<string> Of(GatewayConfiguration configuration, GatewayConfiguration? installed)
    {
        yield return $"网关配置  {Named(configuration.Gateway)}  第 {configuration.Revision} 版";
        var before = installed is null ? null : Facts(installed).ToHashSet(StringComparer.Ordinal);
        foreach (var fact in Facts(configuration))
        {
            yield return $"{(before is null || before.Contains(fact) ? "    " : "  * ")}{fact}";
        }

        foreach (var gone in before?.Except(Facts(configuration)) ?? [])
        {
            yield return $"  - {gone}";
        }

        if (installed is not null)
        {
            yield return "  （* 新的，- 不再有的：按服务器给的上一版比较）";
        }
    }

    private static IEnumerable<string> Facts(GatewayConfiguration configuration)
    {
        yield return $"名称    {InOneLine(configuration.Name)}";
        yield return $"区域    {configuration.Area}    分区 {string.Join('、', configuration.Zones)}";
        yield return configuration.Curfew is { } curfew ? $"宵禁    {curfew.From:HH:mm} 到 {curfew.To:HH:mm}（{configuration.TimeZone}）" : "宵禁    没有";
        yield return $"限制    一次最长 {Length(TimeSpan.FromMilliseconds(configuration.LongestPlayMs))}，一小时最多 {configuration.StartsPerHour} 次";
        if (configuration.VolumePercent is { } volume)
        {
            yield return $"音量    各场播出的 {volume}%（应急播出不减）";
        }

        yield return configuration.EmergencyNeedsApproval ? "双签    应急播出要有人签发" : "双签    应急播出不用人签发，控制器自己就能播";
        foreach (var key in configuration.Keys)
        {
            yield return $"控制器密钥  {PublicKeyId.Of(key.PublicKey)}  可签 {string.Join('、', key.Classes.Select(ClassOf))}";
        }

        foreach (var each in configuration.Operators)
        {
            yield return $"签发人密钥  {PublicKeyId.Of(each.PublicKey)}  {InOneLine(each.Name)}";
        }
    }

    private string Named(string gateway) => names.TryGetValue(gateway, out var name) ? $"{gateway} {InOneLine(name)}" : gateway;

    private string At(DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, zone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static string LengthOf(PlayOrder play) => play.Live
        ? $"现场讲话，最长 {Length(TimeSpan.FromMilliseconds(play.LongestPlayMs))}"
        : Length(TimeSpan.FromSeconds((double)play.Items.Sum(item => item.LengthSamples) / Opus.SampleRate));

    private static string Length(TimeSpan length) => length.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)length.TotalHours} 小时 {length.Minutes} 分")
        : string.Create(CultureInfo.InvariantCulture, $"{length.Minutes} 分 {length.Seconds} 秒");

    private static string ClassOf(OrderClass orderClass) => orderClass switch
    {
        OrderClass.Exercise => "演练",
        OrderClass.Ordinary => "日常",
        OrderClass.Emergency => "应急（不是演练）",
        _ => throw new ArgumentOutOfRangeException(nameof(orderClass), orderClass, "No such class."),
    };

    private static string PriorityOf(Priority priority) => priority switch
    {
        Priority.Background => "背景",
        Priority.Scheduled => "节目",
        Priority.LiveTalk => "喊话",
        Priority.BlueAlert => "蓝色预警",
        Priority.YellowAlert => "黄色预警",
        Priority.OrangeAlert => "橙色预警",
        Priority.RedAlert => "红色预警",
        _ => throw new ArgumentOutOfRangeException(nameof(priority), priority, "No such priority."),
    };

    // A control character in a name could move the cursor, or turn the writing round, and paint over the line that matters.
    private static string InOneLine(string text) => string.Concat(text.Select(character =>
        char.IsControl(character) || char.GetUnicodeCategory(character) == UnicodeCategory.Format ? '\uFFFD' : character));
}
