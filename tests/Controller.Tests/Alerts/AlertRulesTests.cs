using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts;

public class AlertRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 18, 7, 10, 0, TimeSpan.Zero);

    private static readonly AlertRequest Good = new()
    {
        Exercise = false,
        Event = "冰雹",
        Severity = Priority.OrangeAlert,
        Text = "二十分钟内有冰雹，请立即进屋。",
        Areas = ["620321104200"],
    };

    public static TheoryData<string, string> Bad => new()
    {
        { "event", "" },
        { "event", new string('雹', 21) },
        { "severity", "liveTalk" },
        { "text", " " },
        { "text", new string('雹', 501) },
        { "text", "{地点}有冰雹。" },
        { "text", "＿＿有冰雹。" },
        { "areas", "none" },
        { "expiresAt", "now" },
        { "expiresAt", "in two days" },
        { "repeatMinutes", "-1" },
        { "repeatMinutes", "1441" },
    };

    [Fact]
    public void A_good_wish_has_no_problem() => Assert.Empty(AlertRules.ProblemsOf(Good, Now));

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_wish_names_the_field(string field, string value)
    {
        var request = field switch
        {
            "event" => Good with { Event = value },
            "severity" => Good with { Severity = Priority.LiveTalk },
            "text" => Good with { Text = value },
            "areas" => Good with { Areas = [] },
            "expiresAt" => Good with { ExpiresAt = value == "now" ? Now : Now.AddDays(2) },
            _ => Good with { RepeatMinutes = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) },
        };

        var (named, problem) = Assert.Single(AlertRules.ProblemsOf(request, Now));

        Assert.Equal(field, named);
        Assert.Contains("Allowed:", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "冰雹橙色预警")]
    [InlineData(true, "冰雹橙色预警演练")]
    public void An_exercise_is_called_one(bool exercise, string headline) =>
        Assert.Equal(headline, AlertRules.HeadlineOf(Good with { Exercise = exercise }));
}
