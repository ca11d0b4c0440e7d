using System.Text.RegularExpressions;

namespace CloudBroadcast.Protocol;

/// <summary>Builds and takes apart the MQTT topics of docs/wire/mqtt.md; no other place writes a topic.</summary>
public static partial class Topics
{
    private const string Root = "cb/1";

    /// <summary>Orders to every gateway that stands in or under an area.</summary>
    public static string AreaOrders(string areaCode) => $"{Root}/area/{Checked(areaCode, AreaCode())}/order";

    /// <summary>Orders to one gateway.</summary>
    public static string GatewayOrders(string gatewayId) => $"{Root}/gateway/{CheckedGateway(gatewayId)}/order";

    /// <summary>The bundles of one stream; <paramref name="streamId"/> stands in the play order.</summary>
    public static string Stream(Guid streamId) => $"{Root}/stream/{streamId:N}";

    /// <summary>What a gateway says of itself.</summary>
    public static string GatewayState(string gatewayId) => $"{Root}/gateway/{CheckedGateway(gatewayId)}/state";

    /// <summary>A gateway's last will: its session has ended. Empty.</summary>
    public static string GatewayGone(string gatewayId) => $"{Root}/gateway/{CheckedGateway(gatewayId)}/gone";

    /// <summary>What a gateway did with an order.</summary>
    public static string GatewayReport(string gatewayId) => $"{Root}/gateway/{CheckedGateway(gatewayId)}/report";

    /// <summary>A gateway asks the controller for the time.</summary>
    public static string ClockRequest(string gatewayId) => $"{Root}/gateway/{CheckedGateway(gatewayId)}/clock/request";

    /// <summary>The controller's attested time for one gateway.</summary>
    public static string ClockAnswer(string gatewayId) => $"{Root}/gateway/{CheckedGateway(gatewayId)}/clock/answer";

    /// <summary>A gateway's newest configuration.</summary>
    public static string GatewayConfiguration(string gatewayId) => $"{Root}/gateway/{CheckedGateway(gatewayId)}/configuration";

    /// <summary>What a gateway plays by itself in the next days.</summary>
    public static string GatewaySchedule(string gatewayId) => $"{Root}/gateway/{CheckedGateway(gatewayId)}/schedule";

    /// <summary>Entries of a gateway's journal.</summary>
    public static string GatewayJournal(string gatewayId) => $"{Root}/gateway/{CheckedGateway(gatewayId)}/journal";

    /// <summary>How much of its journal the controller has.</summary>
    public static string JournalTaken(string gatewayId) => $"{Root}/gateway/{CheckedGateway(gatewayId)}/journal/taken";

    /// <summary>Every gateway's state, for the controller alone.</summary>
    public const string EveryGatewayState = Root + "/gateway/+/state";

    /// <summary>Every gateway's last will, for the controller alone.</summary>
    public const string EveryGatewayGone = Root + "/gateway/+/gone";

    /// <summary>Every gateway's reports, for the controller alone.</summary>
    public const string EveryGatewayReport = Root + "/gateway/+/report";

    /// <summary>Every gateway's journal, for the controller alone.</summary>
    public const string EveryGatewayJournal = Root + "/gateway/+/journal";

    /// <summary>Every gateway's clock requests, for the controller alone.</summary>
    public const string EveryClockRequest = Root + "/gateway/+/clock/request";

    /// <summary>Whether <paramref name="text"/> can be a gateway id: 2 to 63 of a-z, 0-9 and hyphen, no hyphen first.</summary>
    public static bool IsGatewayId(string? text) => text is not null && GatewayId().IsMatch(text);

    /// <summary>Whether <paramref name="text"/> has the form of an area code: 12 digits, or 14 for a commune.</summary>
    public static bool IsAreaCode(string? text) => text is not null && AreaCode().IsMatch(text);

    /// <summary>Takes the gateway id and the rest (<c>state</c>, <c>report</c>, <c>clock/request</c> …) out of a gateway's topic.</summary>
    public static bool TryParseGateway(string topic, out string gatewayId, out string leaf)
    {
        var match = GatewayTopic().Match(topic);
        gatewayId = match.Groups["id"].Value;
        leaf = match.Groups["leaf"].Value;
        return match.Success;
    }

    /// <summary>Takes the stream id out of a stream's topic.</summary>
    public static bool TryParseStream(string topic, out Guid streamId)
    {
        var match = StreamTopic().Match(topic);
        streamId = match.Success ? Guid.ParseExact(match.Groups["id"].Value, "N") : default;
        return match.Success;
    }

    /// <summary>Takes the area code out of an area's order topic.</summary>
    public static bool TryParseArea(string topic, out string areaCode)
    {
        var match = AreaTopic().Match(topic);
        areaCode = match.Groups["code"].Value;
        return match.Success;
    }

    private static string CheckedGateway(string gatewayId) => Checked(gatewayId, GatewayId());

    private static string Checked(string value, Regex grammar) => grammar.IsMatch(value)
        ? value
        : throw new ArgumentException($"'{value}' can't stand in a topic: it must match {grammar}.", nameof(value));

    // \A…\z and not ^…$: in .NET `$` lets a trailing line feed through.
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{1,62}\z")]
    private static partial Regex GatewayId();

    [GeneratedRegex(@"\A[0-9]{12}(?:[0-9]{2})?\z")]
    private static partial Regex AreaCode();

    [GeneratedRegex(@"\Acb/1/gateway/(?<id>[a-z0-9][a-z0-9-]{1,62})/(?<leaf>order|state|gone|report|clock/request|clock/answer|configuration|schedule|journal|journal/taken)\z")]
    private static partial Regex GatewayTopic();

    [GeneratedRegex(@"\Acb/1/stream/(?<id>[0-9a-f]{32})\z")]
    private static partial Regex StreamTopic();

    [GeneratedRegex(@"\Acb/1/area/(?<code>[0-9]{12}(?:[0-9]{2})?)/order\z")]
    private static partial Regex AreaTopic();
}
