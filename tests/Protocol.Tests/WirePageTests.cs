using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudBroadcast.Protocol;

public class WirePageTests
{
    private static readonly Guid Stream = Guid.Parse("0192a1b2-c3d4-e5f6-0718-293a4b5c6d02");

    [Fact]
    public void Each_topic_row_is_what_the_code_builds()
    {
        string[] built =
        [
            Topics.AreaOrders("620321104000"), Topics.GatewayOrders("gw-1"), Topics.Stream(Stream), Topics.GatewayState("gw-1"), Topics.GatewayGone("gw-1"),
            Topics.GatewayReport("gw-1"), Topics.ClockRequest("gw-1"), Topics.ClockAnswer("gw-1"),
            Topics.GatewayConfiguration("gw-1"), Topics.GatewaySchedule("gw-1"), Topics.GatewayJournal("gw-1"), Topics.JournalTaken("gw-1"),
        ];

        var page = WirePage.Mqtt.Table("Topics").Select(row => row[0]
            .Replace("{area}", "620321104000", StringComparison.Ordinal)
            .Replace("{gateway}", "gw-1", StringComparison.Ordinal)
            .Replace("{stream}", Stream.ToString("N"), StringComparison.Ordinal));

        Assert.Equal(built, page);
    }

    [Theory]
    [InlineData("Order", typeof(Order))]
    [InlineData("Configuration", typeof(GatewayConfiguration))]
    [InlineData("Clock request", typeof(ClockRequest))]
    [InlineData("Enrolment request", typeof(EnrolmentRequest))]
    [InlineData("Enrolment answer", typeof(EnrolmentAnswer))]
    [InlineData("Clock answer", typeof(ClockAnswer))]
    [InlineData("Schedule", typeof(GatewaySchedule))]
    [InlineData("Journal entry", typeof(JournalEntry))]
    [InlineData("Journal taken", typeof(JournalTaken))]
    [InlineData("State", typeof(GatewayState))]
    [InlineData("Report", typeof(PlaybackReport))]
    public void Each_example_decodes_and_encodes_back_to_itself(string heading, Type type)
    {
        var examples = PageOf(heading).Blocks(heading, "json");

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(example), JsonNode.Parse(RoundTrip(type, example))), $"{heading}: {RoundTrip(type, example)}"));
    }

    [Theory]
    [InlineData("Order", typeof(Order))]
    [InlineData("Configuration", typeof(GatewayConfiguration))]
    [InlineData("Clock request", typeof(ClockRequest))]
    [InlineData("Enrolment request", typeof(EnrolmentRequest))]
    [InlineData("Enrolment answer", typeof(EnrolmentAnswer))]
    [InlineData("Clock answer", typeof(ClockAnswer))]
    [InlineData("Schedule", typeof(GatewaySchedule))]
    [InlineData("Journal entry", typeof(JournalEntry))]
    [InlineData("Journal taken", typeof(JournalTaken))]
    [InlineData("State", typeof(GatewayState))]
    [InlineData("Report", typeof(PlaybackReport))]
    public void Each_field_table_names_what_the_code_knows(string heading, Type type)
    {
        var page = PageOf(heading).Table(heading).Select(row => (row[0], row[1].EndsWith('?'))).OrderBy(row => row.Item1, StringComparer.Ordinal);
        var code = Fields(type, "").OrderBy(row => row.Item1, StringComparer.Ordinal);

        Assert.Equal(code, page);
    }

    [Theory]
    [InlineData("Order", typeof(Order))]
    [InlineData("State", typeof(GatewayState))]
    [InlineData("Report", typeof(PlaybackReport))]
    [InlineData("Configuration", typeof(GatewayConfiguration))]
    [InlineData("Clock request", typeof(ClockRequest))]
    [InlineData("Enrolment request", typeof(EnrolmentRequest))]
    [InlineData("Enrolment answer", typeof(EnrolmentAnswer))]
    [InlineData("Clock answer", typeof(ClockAnswer))]
    [InlineData("Schedule", typeof(GatewaySchedule))]
    [InlineData("Journal entry", typeof(JournalEntry))]
    [InlineData("Journal taken", typeof(JournalTaken))]
    public void An_unknown_member_is_ignored_and_a_missing_one_refused(string heading, Type type)
    {
        var example = PageOf(heading).Blocks(heading, "json")[0];
        var wider = JsonNode.Parse(example)!.AsObject();
        wider["somethingNew"] = 1;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(example), JsonNode.Parse(RoundTrip(type, wider.ToJsonString()))));

        foreach (var required in Fields(type, "").Where(field => !field.Optional && !field.Name.Contains('.', StringComparison.Ordinal)))
        {
            var narrower = JsonNode.Parse(example)!.AsObject();
            narrower.Remove(required.Name);
            Assert.Null(Read(type, narrower.ToJsonString()));
        }
    }

    [Fact]
    public void The_example_orders_keep_the_rules()
    {
        var orders = WirePage.Mqtt.Blocks("Order", "json").Select(example => (Order)Read(typeof(Order), example)!);

        Assert.All(orders, order => Assert.Null(OrderCodec.ProblemOf(order)));
    }

    [Fact]
    public void The_example_configuration_keeps_the_rules() =>
        Assert.Null(ConfigurationCodec.ProblemOf((GatewayConfiguration)Read(typeof(GatewayConfiguration), WirePage.Mqtt.Blocks("Configuration", "json")[0])!));

    [Fact]
    public void The_example_schedule_and_journal_keep_the_rules()
    {
        Assert.Null(ScheduleCodec.ProblemOf((GatewaySchedule)Read(typeof(GatewaySchedule), WirePage.Mqtt.Blocks("Schedule", "json")[0])!));
        Assert.All(
            WirePage.Mqtt.Blocks("Journal entry", "json"),
            example => Assert.Null(JournalCodec.ProblemOf((JournalEntry)Read(typeof(JournalEntry), example)!)));
    }

    [Fact]
    public void Each_fault_code_stands_on_the_page_and_has_its_words()
    {
        var line = WirePage.Mqtt.Line("State", "Fault codes: ");

        Assert.Equal(Enum.GetValues<FaultCode>().Select(code => $"`{JsonNamingPolicy.CamelCase.ConvertName(code.ToString())}`"), line.TrimEnd('.').Split(", "));
        Assert.All(Enum.GetValues<FaultCode>(), code => Assert.True(FaultCatalogue.SentenceOf(code).Split('：') is [{ Length: >= 4 }, { Length: >= 6 }] && Enum.IsDefined(FaultCatalogue.SeverityOf(code))));
    }

    [Fact]
    public void The_example_bundle_opens_with_the_key_on_the_page()
    {
        using var keys = new TrustedKeys();
        keys.AddPem(WirePage.Mqtt.Blocks("Bundle", "text")[0]);
        var bytes = Convert.FromHexString(string.Concat(WirePage.Mqtt.Blocks("Bundle", "hex")[0].Where(char.IsAsciiHexDigit)));

        Assert.True(AudioBundle.TryOpen(bytes, keys, out var bundle, out _));
        Assert.Equal(Stream, bundle.StreamId);
        Assert.Equal(12u, bundle.FirstPacket);
        Assert.True(bundle.Last);
        Assert.Equal([3, 0], bundle.Packets.Select(packet => packet.Length));
        Assert.Equal(DateTimeOffset.Parse("2026-11-24T07:00:00.24Z", null).ToUnixTimeMilliseconds() * 1000, bundle.PresentationUs);
    }

    [Fact]
    public void Each_path_and_pin_is_what_the_code_knows()
    {
        Assert.Equal([GatewayPaths.Authority, GatewayPaths.Enrolment], WirePage.Enrolment.Table("Paths").Select(row => row[1]));
        Assert.Equal([GatewayPaths.Audio + "/{sha256}", GatewayPaths.Package + "/{sha256}", GatewayPaths.Logs], WirePage.GatewayHttps.Table("Paths").Select(row => row[1]));
        Assert.All(WirePage.Enrolment.Table("Code"), row => Assert.Equal(row[1], EnrolmentCode.PinOf(Convert.FromHexString(row[0]))));
    }

    private static WirePage PageOf(string heading) =>
        heading.StartsWith("Enrolment", StringComparison.Ordinal) ? WirePage.Enrolment : WirePage.Mqtt;

    private static string RoundTrip(Type type, string json)
    {
        var message = Read(type, json);
        Assert.NotNull(message);
        return Encoding.UTF8.GetString((byte[])typeof(WireJson).GetMethod(nameof(WireJson.Write))!.MakeGenericMethod(type).Invoke(null, [message])!);
    }

    private static object? Read(Type type, string json)
    {
        var method = typeof(WirePageTests).GetMethod(nameof(ReadAs), BindingFlags.NonPublic | BindingFlags.Static)!;
        return method.MakeGenericMethod(type).Invoke(null, [json]);
    }

    private static T? ReadAs<T>(string json)
        where T : class => WireJson.TryRead<T>(Encoding.UTF8.GetBytes(json), out var message, out _) ? message : null;

    private static IEnumerable<(string Name, bool Optional)> Fields(Type type, string prefix)
    {
        foreach (var property in type.GetProperties())
        {
            var name = prefix + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var optional = new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
            yield return (name, optional);
            var inner = property.PropertyType.IsGenericType && typeof(IEnumerable).IsAssignableFrom(property.PropertyType)
                ? property.PropertyType.GetGenericArguments()[0]
                : property.PropertyType;
            if (inner.Namespace == typeof(Order).Namespace && inner.IsClass)
            {
                foreach (var field in Fields(inner, name + "."))
                {
                    yield return field;
                }
            }
        }
    }
}
