using System.Globalization;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Gateways;

/// <summary>What a gateway measures, as name and value; what it does not measure is left out. Pure.</summary>
internal static class NowFacts
{
    private const double Mega = 1_000_000;

    public static IEnumerable<(string Name, string Value)> Of(GatewayState state, TownTime time, IStringLocalizer words)
    {
        (string Name, string? Value)[] all =
        [
            (words["巡检"], state.SelfTest is { } test ? $"{time.When(test.At)} {words[test.Passed ? "通过" : "没有通过"]}" : words["还没有做过"]),
            (words["线路电平"], With(state.Amplifier.LineMv, words["毫伏"])),
            (words["供电"], state.Amplifier.SupplyMv is { } supply ? string.Create(CultureInfo.InvariantCulture, $"{supply / 1000.0:0.00} {words["伏"]}") : null),
            (words["温度"], With(state.Machine?.TemperatureC ?? state.Amplifier.TemperatureC, "℃")),
            (words["信号"], With(state.Machine?.SignalDbm, "dBm")),
            (words["时差"], state.ClockOffsetUs is { } offset ? $"{SignedMs(offset)} {words["毫秒"]}" : words["还没有对上时"]),
            (words["存下的音频"], state.Store is { } store ? words["{0}/{1} 段，还空 {2} MB", store.Held, store.Needed, (store.FreeBytes / Mega).ToString("0", CultureInfo.InvariantCulture)].Value : null),
            (words["存好的排期"], state.Schedule is { } schedule ? words["到 {0}", time.When(schedule.Until)] : words["没有"]),
            (words["流水"], state.Journal is { } journal ? words["{0} 条，未上传 {1} 条", journal.Sequence, journal.Sequence - journal.Taken].Value : null),
            (words["继电器板"], state.Amplifier.Board is { } board ? $"{board} {state.Amplifier.Firmware}".TrimEnd() : state.Amplifier.Firmware),
            (words["程序"], state.AgentVersion + (state.Machine?.Build is { } build ? $"（{build}）" : "")),
            (words["程序启动"], time.When(state.StartedAt)),
        ];
        return all.Where(fact => fact.Value is not null).Select(fact => (fact.Name, fact.Value!));
    }

    /// <summary>+2.0, −11.3, 0: milliseconds with their sign.</summary>
    public static string SignedMs(long microseconds) => (microseconds / 1000.0).ToString("+0.0;−0.0;0", CultureInfo.InvariantCulture);

    private static string? With(double? value, string unit) =>
        value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.#} {unit}") : null;
}
