using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>What a gateway's own words amount to, in one of the words that every page uses. Pure.</summary>
internal static class GatewayLooks
{
    public static VillageView Of(Area village, string gatewayId, Heard heard, DateTimeOffset now)
    {
        var look = Of(heard);
        return new VillageView(village.Code, village.Name, gatewayId, look, DetailOf(look, heard, now))
        {
            Sounding = heard is { Online: true, State: { } state } ? state.OnAir is not null : null,
        };
    }

    /// <summary>What is broken, in the gateway's words, or null.</summary>
    public static string? FaultOf(GatewayState state) => state switch
    {
        { Amplifier.Fault: { Length: > 0 } fault } => fault,
        { Amplifier.Connected: false } => "继电器板没有回应",
        { Sound.Fault: { Length: > 0 } fault } => fault,
        _ => null,
    };

    private static Look Of(Heard heard) => heard switch
    {
        { Online: false } or { State: null } => Look.Off,
        { State: var state } when FaultOf(state) is not null => Look.Fault,
        { State.OnAir.PositionMs: < 0 } => Look.Warm,
        { State.OnAir: not null } => Look.On,
        _ => Look.Ready,
    };

    private static string DetailOf(Look look, Heard heard, DateTimeOffset now)
    {
        if (look == Look.Off)
        {
            return heard.LastSeen is { } seen ? $"离线 {TownTime.Span(now - seen)}" : "离线，还没有连上过";
        }

        return look == Look.Fault ? $"故障：{FaultOf(heard.State!)}" : look.Word;
    }
}
