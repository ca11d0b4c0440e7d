using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>A gateway's status as text for people, and as JSON for machines.</summary>
internal static class StatusText
{
    // Chinese stays readable; this text goes to a terminal or a program, never into a page.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line for each thing, then what is wrong and what to do about it.</summary>
    public static string Human(AgentStatus status, TimeProvider time)
    {
        var lines = new List<string>
        {
            Line("服务 service", Service(status)),
            Line("网关 gateway", status.Gateway is { } gateway ? $"{gateway.Name} {gateway.Gateway}, area {gateway.Area}, zones {string.Join(", ", gateway.Zones)}" : "not enrolled"),
            Line("连接 controller", Controller(status)),
            Line("时间 clock", Clock(status.State)),
            Line("功放 amplifier", Amplifier(status.State)),
            Line("声卡 sound", status.State is { } state ? $"{state.Sound.Output}, {state.Sound.Fault ?? "well"}" : "unknown"),
            Line("自检 self-test", status.SelfTest is { } test ? $"{(test.Passed ? "passed" : "FAILED")} at {Wall(test.At, time)}" : "none yet"),
            Line("播出 broadcast", Broadcast(status, time)),
            Line("版本 versions", Versions(status)),
        };
        lines.AddRange(status.Faults.Select(fault => Fault(fault, time)));
        lines.Add(status.Faults.Count > 0 ? "" : status.State is not null ? "没有故障 no faults" : "停止前没有故障 no faults when it ended");
        return string.Join(Environment.NewLine, lines).TrimEnd();
    }

    /// <summary>The same; <c>state</c> is the gateway's state as docs/wire/mqtt.md has it.</summary>
    public static string Json(AgentStatus status)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            json.WriteString("service", JsonNamingPolicy.CamelCase.ConvertName(status.Presence.ToString()));
            json.WriteString("problem", status.Problem);
            json.WriteString("gateway", status.Gateway?.Gateway);
            json.WriteString("name", status.Gateway?.Name);
            json.WriteString("controller", status.Controller is { } controller ? $"{controller.Host}:{controller.MqttPort}" : null);
            Write(json, "connected", status.Connected);
            Write(json, "onTrial", status.OnTrial);
            json.WriteString("programVersion", StateComposer.AgentVersion);
            WriteFaults(json, status.Faults);
            Write(json, "selfTest", status.SelfTest);
            Write(json, "lastBroadcast", status.LastBroadcast);
            Write(json, "state", status.State);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string Line(string what, string how) => $"{what.PadRight(18)}{how}";

    private static string Service(AgentStatus status) => status.Presence switch
    {
        AgentPresence.Running => "running",
        AgentPresence.NotAnswering => $"NOT ANSWERING: {status.Problem}",
        _ => status.Problem is null ? "NOT RUNNING" : $"NOT RUNNING: {status.Problem}",
    };

    private static string Controller(AgentStatus status) => status.Controller is not { } address ? "unknown"
        : $"{address.Host}:{address.MqttPort}, {status.Connected switch { true => "connected", false => "NOT CONNECTED", null => "nobody asks it now" }}";

    private static string Clock(GatewayState? state) => state switch
    {
        null => "unknown",
        { ClockOffsetUs: { } offset } => string.Create(
            CultureInfo.InvariantCulture,
            $"attested, this machine is {-offset / 1000.0:+0.0;-0.0;0.0} ms off, known to ± {state.ClockUncertaintyUs / 1000.0:0.0} ms"),
        { Time: TimeStanding.Carried } => "carried from the last run; the controller has not answered since the start",
        _ => "NOT KNOWN: the controller has not answered since the start",
    };

    private static string Amplifier(GatewayState? state) => state?.Amplifier switch
    {
        null => "unknown",
        { Board: null, Connected: true } => "no relay board (always powered, or switched by something else)",
        { Connected: false } lost => $"RELAY BOARD LOST{(lost.Fault is { } why ? ": " + why : "")}",
        var board => $"board {board.Board}, firmware {board.Firmware ?? "unknown"}, power {Power(board)}, zones {Zones(board)}"
            + $"{Measure(", line {0} mV", board.LineMv)}{Measure(", supply {0} mV", board.SupplyMv)}{Measure(", {0} °C", board.TemperatureC)}{(board.Fault is { } wrong ? ", FAULT: " + wrong : "")}",
    };

    private static string Power(AmplifierReading board) => board.PowerRead switch { true => "on", false => "off", null => board.PowerAsked ? "asked on" : "asked off" };

    private static string Zones(AmplifierReading board) => (board.ZonesRead ?? board.ZonesAsked) is { Count: > 0 } zones ? string.Join(", ", zones) + " on" : "off";

    private static string Measure(string form, int? value) => value is null ? "" : string.Format(CultureInfo.InvariantCulture, form, value);

    private static string Broadcast(AgentStatus status, TimeProvider time)
    {
        var last = status.LastBroadcast is { Playback: { } report } entry
            ? $"last: {report.Stage} at {Wall(entry.At, time)} {string.Join(' ', new[] { report.Refusal?.ToString(), report.Detail }.OfType<string>())}".TrimEnd()
            : "none in the last part of the journal";
        return status.State?.OnAir is { } onAir ? $"ON AIR, {onAir.PositionMs / 1000} s in; {last}" : last;
    }

    private static string Versions(AgentStatus status)
    {
        var running = status.State is { } state ? $"running {state.AgentVersion} ({state.Machine?.Build ?? "?"}), " : "";
        return $"{running}this command {StateComposer.AgentVersion}{(status.OnTrial == true ? ", ON TRIAL after an update" : "")}";
    }

    private static string Fault(FaultReading fault, TimeProvider time) =>
        $"! {FaultCatalogue.SeverityOf(fault.Code)} {fault.Code} since {Wall(fault.Since, time)}{(fault.Detail is { } seen ? $" ({seen})" : "")}{Environment.NewLine}  {FaultCatalogue.SentenceOf(fault.Code)}";

    private static string Wall(DateTimeOffset instant, TimeProvider time) =>
        TimeZoneInfo.ConvertTime(instant, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static void WriteFaults(Utf8JsonWriter json, IReadOnlyList<FaultReading> faults)
    {
        json.WriteStartArray("faults");
        foreach (var fault in faults)
        {
            json.WriteStartObject();
            Write(json, "fault", fault);
            json.WriteString("severity", JsonNamingPolicy.CamelCase.ConvertName(FaultCatalogue.SeverityOf(fault.Code).ToString()));
            json.WriteString("sentence", FaultCatalogue.SentenceOf(fault.Code));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } known)
        {
            json.WriteBoolean(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Write<T>(Utf8JsonWriter json, string name, T? message)
        where T : class
    {
        if (message is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WritePropertyName(name);
        using var document = JsonDocument.Parse(WireJson.Write(message));
        document.WriteTo(json);
    }
}
