using System.Globalization;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Console.Gateways;

/// <summary>What a gateway measures, as name and value; what it does not measure is left out. Pure.</summary>
internal static class NowFacts
{
    private const double Mega = 1_000_000;

    public static IEnumerable<(string Name, string Value)> Of(GatewayState state, TownTime time)
    {
        (string Name, string? Value)[] all =
        [
            ("巡检", state.SelfTest is { } test ? $"{time.When(test.At)} {(test.Passed ? "通过" : "没有通过")}" : "还没有做过"),
            ("线路电平", With(state.Amplifier.LineMv, "毫伏")),
            ("供电", state.Amplifier.SupplyMv is { } supply ? string.Create(CultureInfo.InvariantCulture, $"{supply / 1000.0:0.00} 伏") : null),
            ("温度", With(state.Machine?.TemperatureC ?? state.Amplifier.TemperatureC, "℃")),
            ("信号", With(state.Machine?.SignalDbm, "dBm")),
            ("时差", state.ClockOffsetUs is { } offset ? string.Create(CultureInfo.InvariantCulture, $"{offset / 1000.0:+0.0;-0.0;0} 毫秒") : "还没有对上时"),
            ("存下的音频", state.Store is { } store ? $"{store.Held}/{store.Needed} 段，还空 {string.Create(CultureInfo.InvariantCulture, $"{store.FreeBytes / Mega:0}")} MB" : null),
            ("存好的排期", state.Schedule is { } schedule ? $"到 {time.When(schedule.Until)}" : "没有"),
            ("流水", state.Journal is { } journal ? $"{journal.Sequence} 条，未上传 {journal.Sequence - journal.Taken} 条" : null),
            ("继电器板", state.Amplifier.Board is { } board ? $"{board} {state.Amplifier.Firmware}".TrimEnd() : state.Amplifier.Firmware),
            ("程序", state.AgentVersion + (state.Machine?.Build is { } build ? $"（{build}）" : "")),
            ("程序启动", time.When(state.StartedAt)),
        ];
        return all.Where(fact => fact.Value is not null).Select(fact => (fact.Name, fact.Value!));
    }

    private static string? With(double? value, string unit) =>
        value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.#} {unit}") : null;
}
