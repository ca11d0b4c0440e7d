using static CloudBroadcast.Controller.Alerts.Cap.CapDocuments;

namespace CloudBroadcast.Controller.Alerts.Cap;

public class CapChoiceTests
{
    [Theory]
    [InlineData("en-US zh-CN", "", "zh-CN", true)]
    [InlineData("zh-TW zh-CN", "", "zh-CN", true)]
    [InlineData("en-US zh-tw", "en", "zh-tw", true)]
    [InlineData("en zh_Hans_CN", "", "zh_Hans_CN", true)]
    [InlineData("fr-CA en-CA", "en fr", "en-CA", true)]
    [InlineData("fr-CA en-CA", "de fr", "fr-CA", true)]
    [InlineData("fr-CA en-CA", "", "fr-CA", false)]
    [InlineData("zha", "", "zha", false)]
    public void Chinese_is_spoken_then_what_is_configured_and_else_a_person_speaks(string written, string configured, string chosen, bool isSpeakable)
    {
        var infos = written.Split(' ').Select(language => Info(language, "冰雹橙色预警"));

        var choice = CapChoice.Of(Read(Hail) with { Infos = [.. infos] }, configured.Split(' ', StringSplitOptions.RemoveEmptyEntries))[0];

        Assert.Equal((chosen, isSpeakable), (choice.Info.Language, choice.IsSpeakable));
    }

    [Theory]
    [InlineData("昭苏县气象台发布雷电黄色预警信号", "Issued", "YellowAlert")]
    [InlineData("更新雷电黄色预警信号", "Updated", "YellowAlert")]
    [InlineData("继续发布雷电蓝色预警信号", "Continued", "BlueAlert")]
    [InlineData("解除大雾橙色预警信号", "Lifted", "OrangeAlert")]
    [InlineData("撤销大雾橙色预警信号", "Lifted", "OrangeAlert")]
    [InlineData("暴雨红色预警尚未解除", "Unclear", "RedAlert")]
    [InlineData("解除暴雨橙色预警信号，发布暴雨黄色预警信号", "Unclear", "OrangeAlert")]
    [InlineData("暴雨黄色预警升级为红色预警", "Updated", "RedAlert")]
    [InlineData("Observatory cancels blue warning for flash floods", "Unclear", "")]
    [InlineData("红色旅游景区发布大风蓝色预警", "Issued", "BlueAlert")]
    [InlineData("红色旅游区今日开放", "Issued", "")]
    [InlineData("紅色警報", "Issued", "RedAlert")]
    [InlineData(null, "Issued", "")]
    public void The_words_of_a_headline_are_read(string? headline, string stage, string colour)
    {
        var read = CapHeadline.Of(headline);

        Assert.Equal((stage, colour), (read.Stage.ToString(), read.Colour?.ToString() ?? ""));
    }

    [Theory]
    [InlineData("Extreme", "冰雹", "RedAlert", false)]
    [InlineData("Severe", "冰雹", "OrangeAlert", false)]
    [InlineData("Moderate", "冰雹", "YellowAlert", false)]
    [InlineData("Minor", "冰雹", "BlueAlert", false)]
    [InlineData("Unknown", "冰雹", "", false)]
    [InlineData("Severe", "冰雹橙色预警", "OrangeAlert", false)]
    [InlineData("Minor", "冰雹红色预警", "RedAlert", true)]
    [InlineData("Extreme", "冰雹蓝色预警", "RedAlert", true)]
    [InlineData("Unknown", "冰雹黄色预警", "YellowAlert", true)]
    public void Of_severity_and_colour_the_higher_counts_and_a_contradiction_is_said(string severity, string headline, string higher, bool isSaid)
    {
        var info = Info("zh-CN", headline) with { Severity = Enum.Parse<CapSeverity>(severity) };

        var choice = Assert.Single(CapChoice.Of(Read(Hail) with { Infos = [info] }, []));

        Assert.Equal(higher, choice.Severity?.ToString() ?? "");
        Assert.Equal(isSaid, choice.Remarks.Count == 1);
    }

    [Fact]
    public void Without_a_headline_the_event_is_said() =>
        Assert.Equal("冰雹", CapChoice.Of(Read(Hail.With("headline", null)), [])[0].Headline);

    private static CapInfo Info(string language, string headline) => Read(Hail).Infos[0] with { Language = language, Headline = headline };
}
