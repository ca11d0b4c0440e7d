using System.Text.Json;

namespace CloudBroadcast.Controller.Hosting;

public class RefusalTests
{
    private static readonly JsonSerializerOptions Options = HttpGround.Configured();

    internal enum Colour
    {
        DarkRed,
        Blue,
    }

    internal sealed record Inner
    {
        public required TimeOnly At { get; init; }
    }

    internal sealed record Body
    {
        public required int Volume { get; init; }

        public Colour Colour { get; init; }

        public IReadOnlyList<Inner> Times { get; init; } = [];

        public string Name { get; init; } = "";
    }

    [Theory]
    [InlineData("""{ "volume": "loud" }""", "volume", "volume is \"loud\". Allowed: a whole number.")]
    [InlineData("""{ "volume": 3.5 }""", "volume", "volume is \"3.5\". Allowed: a whole number.")]
    [InlineData("""{ "volume": 1, "colour": "green" }""", "colour", "colour is \"green\". Allowed: darkRed, blue.")]
    [InlineData("""{ "volume": 1, "colour": 0 }""", "colour", "colour is \"0\". Allowed: darkRed, blue.")]
    [InlineData("""{ "volume": 1, "volum": 2 }""", "volum", "volum is \"2\". Allowed: the fields volume, colour, times, name.")]
    [InlineData("""{ "volume": 1, "times": [ { "at": "7 Uhr" } ] }""", "times.0.at", "times.0.at is \"7 Uhr\". Allowed: a time of day such as 07:00:00.")]
    [InlineData("""{ "volume": 1, "name": null }""", "name", "name is \"null\". Allowed: text.")]
    [InlineData("""{ "colour": "blue" }""", "volume", "Missing: volume.")]
    public void A_body_is_refused_by_field_value_and_what_is_allowed(string sent, string field, string sentence)
    {
        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Body>(sent, Options));
        using var body = JsonDocument.Parse(sent);

        Assert.Equal((field, sentence), JsonRefusal.Explain(error, body.RootElement, typeof(Body), Options));
    }

    [Fact]
    public void What_is_no_JSON_is_refused_as_a_whole()
    {
        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Body>("{", Options));

        var (field, sentence) = JsonRefusal.Explain(error, null, typeof(Body), Options);

        Assert.Equal("body", field);
        Assert.StartsWith("The body can't be read as JSON: ", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""Failed to bind parameter "DateTimeOffset from" from "monday".""", "from", "from is \"monday\". Allowed: an instant such as 2026-11-24T07:00:00Z.")]
    [InlineData("""Failed to bind parameter "Nullable<int> top" from "many".""", "top", "top is \"many\". Allowed: a whole number.")]
    [InlineData("""Required parameter "DateOnly day" was not provided from query string.""", "day", "day is missing. Allowed: a date such as 2026-11-24.")]
    [InlineData("Implicit body inferred for parameter \"x\" but no body was provided.", "body", "The body is missing. Allowed: a JSON object.")]
    [InlineData("Request body too large.", "request", "Request body too large.")]
    public void A_parameter_is_refused_by_name_value_and_what_is_allowed(string message, string field, string sentence) =>
        Assert.Equal((field, sentence), ParameterRefusal.Explain(message));
}
