using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Console.Language;
using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>Something wrong at a gateway, as pages show it.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Sentence">What is wrong and what to do.</param>
/// <param name="Detail">What the gateway saw, in its words.</param>
/// <param name="Since">When it was found.</param>
internal sealed record FaultView(FaultSeverity Severity, string Sentence, string? Detail, DateTimeOffset? Since)
{
    /// <summary>What is wrong alone.</summary>
    public string What => Sentence.Split('：', ':')[0];

    public Look Look => Severity switch
    {
        FaultSeverity.Critical => Look.Fault,
        FaultSeverity.Warning => Look.Warn,
        _ => Look.Note,
    };
}

/// <summary>What a gateway's own words amount to, in one of the words that every page uses. Pure.</summary>
internal static class GatewayLooks
{
    private static readonly Spoken T = new(typeof(TownWords));

    public static VillageView Of(Area village, string gatewayId, Heard heard, DateTimeOffset now)
    {
        var look = Of(heard);
        return new VillageView(village.Code, village.Name, gatewayId, look, DetailOf(look, heard, now))
        {
            Sounding = heard is { Online: true, State: { } state } ? state.OnAir is not null : null,
        };
    }

    /// <summary>A gateway's state in one word: what is broken before what sounds, what sounds before what is to be looked at.</summary>
    public static Look Of(Heard heard) => heard switch
    {
        { Online: false } or { State: null } => Look.Off,
        { State: var state } when WorstOf(state) is { Severity: FaultSeverity.Critical } => Look.Fault,
        { State.OnAir.PositionMs: < 0 } => Look.Warm,
        { State.OnAir: not null } => Look.On,
        { State: var state } when WorstOf(state) is { Severity: FaultSeverity.Warning } => Look.Warn,
        _ => Look.Ready,
    };

    /// <summary>What is wrong, the worst first.</summary>
    public static IReadOnlyList<FaultView> FaultsOf(GatewayState state)
    {
        var coded = (state.Faults ?? []).Select(fault => new FaultView(
            FaultCatalogue.SeverityOf(fault.Code), T[FaultCatalogue.SentenceOf(fault.Code)], fault.Detail, fault.Since)).ToList();

        // An agent that knows the codes raises one for each of these, in its own time.
        var said = coded.Any(fault => fault.Severity is FaultSeverity.Critical) ? null : SaidOf(state);
        return [.. (said is null ? coded : [.. coded, new FaultView(FaultSeverity.Critical, T["它说“{0}”：这个村的喇叭可能不响，请派人看功放和继电器。", said], null, null)])
            .OrderByDescending(fault => fault.Severity).ThenBy(fault => fault.Since)];
    }

    /// <summary>The worst of what is wrong, or null.</summary>
    public static FaultView? WorstOf(GatewayState state) => FaultsOf(state) is [var worst, ..] ? worst : null;

    private static string? SaidOf(GatewayState state) => state switch
    {
        { Amplifier.Fault: { Length: > 0 } fault } => fault,
        { Amplifier.Connected: false } => T["继电器板没有回应"],
        { Sound.Fault: { Length: > 0 } fault } => fault,
        _ => null,
    };

    private static string DetailOf(Look look, Heard heard, DateTimeOffset now)
    {
        if (look == Look.Off)
        {
            return heard.LastSeen is { } seen ? T["离线 {0}", TownTime.Span(now - seen)] : T["离线，还没有连上过"];
        }

        return look == Look.Fault || look == Look.Warn ? T["{0}：{1}", look.Word, WorstOf(heard.State!)!.What] : look.Word;
    }
}
