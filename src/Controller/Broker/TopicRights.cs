using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broker;

/// <summary>What a gateway may do with a topic; whatever is not named here is refused, wildcards among it.</summary>
internal static class TopicRights
{
    /// <summary>Its own state, last will, reports, journal and clock requests.</summary>
    public static bool MayPublish(string gatewayId, string topic, out string leaf) =>
        Topics.TryParseGateway(topic, out var owner, out leaf) && owner == gatewayId && leaf is "state" or "gone" or "report" or "journal" or "clock/request";

    /// <summary>Its own orders, configuration, schedule, clock answers and journal answers, and the orders of its village and of the areas above it; for streams see <see cref="StreamLane"/>.</summary>
    public static bool MaySubscribe(string gatewayId, string areaCode, string filter) =>
        (Topics.TryParseGateway(filter, out var owner, out var leaf) && owner == gatewayId && leaf is "order" or "clock/answer" or "configuration" or "schedule" or "journal/taken")
        || (Topics.TryParseArea(filter, out var area) && AreaCode.Normalise(area) is { } above && AreaCode.Covers(above, areaCode));
}
