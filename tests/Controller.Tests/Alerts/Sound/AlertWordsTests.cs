using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Sound;

public sealed class AlertWordsTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    private static readonly AlertScript Hail = new(
        "冰雹", Priority.OrangeAlert, IsExercise: false, "预计15:00至18:00有冰雹，最大直径2厘米。请把牲畜赶回圈里。",
        Where: "东寨镇各村", Until: new DateTimeOffset(2026, 11, 28, 10, 30, 0, TimeSpan.Zero), Issuer: "永昌县气象台");

    [Fact]
    public void What_it_is_comes_first_then_where_what_to_do_until_when_and_who_says_so() => Assert.Equal(
        "冰雹橙色预警。东寨镇各村。预计15:00至18:00有冰雹，最大直径2厘米。请把牲畜赶回圈里。有效到11月28日18:30。永昌县气象台发布。",
        AlertWords.Of(Hail, Shanghai));

    [Fact]
    public void Numbers_and_times_are_spoken_in_full() => Assert.Equal(
        "冰雹橙色预警。东寨镇各村。预计十五点至十八点有冰雹，最大直径二厘米。请把牲畜赶回圈里。有效到十一月二十八日十八点三十分。永昌县气象台发布。",
        ChineseText.Normalise(AlertWords.Of(Hail, Shanghai)));

    [Fact]
    public void An_exercise_says_so_in_its_first_and_its_last_sentence()
    {
        var sentences = AlertWords.Of(Hail with { IsExercise = true }, Shanghai).Split('。', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("演练，演练，冰雹橙色预警演练", sentences[0]);
        Assert.Equal("以上是演练，请不要惊慌", sentences[^1]);
        Assert.Equal("永昌县气象台发布", sentences[^2]);
    }

    [Fact]
    public void What_nobody_knows_is_left_out() => Assert.Equal(
        "停水。今天下午停水！", AlertWords.Of(new AlertScript("停水", Priority.LiveTalk, IsExercise: false, "今天下午停水！"), Shanghai));

    [Theory]
    [InlineData("冰雹", Priority.RedAlert, false, "冰雹红色预警")]
    [InlineData("暴雨", Priority.YellowAlert, false, "暴雨黄色预警")]
    [InlineData("大风", Priority.BlueAlert, true, "大风蓝色预警演练")]
    [InlineData("大雾橙色预警", Priority.OrangeAlert, false, "大雾橙色预警")]
    [InlineData("防汛演练", Priority.Scheduled, true, "防汛演练")]
    public void A_headline_names_the_colour_once(string kind, Priority severity, bool isExercise, string headline) =>
        Assert.Equal(headline, AlertWords.HeadlineOf(new AlertScript(kind, severity, isExercise, "好")));

    [Theory]
    [InlineData(Priority.RedAlert, 3)]
    [InlineData(Priority.OrangeAlert, 2)]
    [InlineData(Priority.BlueAlert, 2)]
    [InlineData(Priority.Scheduled, 2)]
    public void Red_is_said_three_times_and_the_others_twice(Priority severity, int times) => Assert.Equal(times, AlertWords.TimesOf(severity));

    [Theory]
    [InlineData("冰雹橙色预警[II级/严重]", "冰雹橙色预警")]
    [InlineData("暴雨预警（Ⅱ级）请避险", "暴雨预警请避险")]
    [InlineData("暴雨预警(II级/严重)请避险", "暴雨预警请避险")]
    [InlineData("大风（编号：62032120261128150000）请注意", "大风请注意")]
    [InlineData("大风（11B06）请注意", "大风请注意")]
    [InlineData("永昌县（620321）有大风", "永昌县有大风")]
    [InlineData("东寨镇（含各社区）有大风", "东寨镇（含各社区）有大风")]
    [InlineData("今晚（18:30）断电", "今晚（18:30）断电")]
    [InlineData("值班电话（0935-7521234）", "值班电话（0935-7521234）")]
    [InlineData("请拨打（12345）", "请拨打（12345）")]
    [InlineData("【暴雨红色预警】立即转移", "【暴雨红色预警】立即转移")]
    [InlineData("<p>请<b>立即</b>转移</p>", "请立即转移")]
    [InlineData("第一<br/>第二", "第一。第二")]
    [InlineData("请&nbsp;转移&lt;b&gt;快&lt;/b&gt;", "请\u00a0转移快")]
    [InlineData("<script>alert('x')</script>转移", "转移")]
    [InlineData("风力<8级，雨量>50毫米", "风力<8级，雨量>50毫米")]
    [InlineData("请避险，详见https://www.12379.cn/a?b=1。", "请避险。")]
    [InlineData("请避险。更多信息请查看 www.yongchang.gov.cn", "请避险。")]
    [InlineData("请登录yc.gov.cn查看", "查看")]
    [InlineData("雨量（50mm）大", "雨量（50mm）大")]
    [InlineData("详情见[气象局网站](http://gs.cma.gov.cn)通知", "详情见气象局网站通知")]
    [InlineData("## 注意\n- 关好门窗\n- 不要外出", "注意。关好门窗。不要外出")]
    [InlineData("⚠️大风🌪来了", "大风来了")]
    [InlineData("气温-5℃", "气温-5℃")]
    [InlineData("根据永政发〔2026〕5号文件", "根据永政发文件")]
    public void What_nobody_wants_to_hear_is_taken_out(string written, string said) => Assert.Equal(said, PlainWords.Of(written));

    [Theory]
    [InlineData("kind", "", "正文")]
    [InlineData("kind", "一二三四五六七八九十一二三四五六七八九十一", "正文")]
    [InlineData("body", "冰雹", "")]
    [InlineData("body", "冰雹", "[II级/严重] https://12379.cn")]
    public void A_part_that_cannot_be_spoken_is_named(string field, string kind, string body) =>
        Assert.Equal(field, AlertWords.ProblemOf(new AlertScript(kind, Priority.RedAlert, IsExercise: false, body))?.Field);

    [Fact]
    public void Too_long_a_body_is_named_and_500_characters_are_not()
    {
        var allowed = Hail with { Body = new string('雨', 500) };
        Assert.Null(AlertWords.ProblemOf(allowed));
        Assert.Equal(("body", new string('雨', 60) + "…", "1 to 500 characters, with a word to speak among them"), AlertWords.ProblemOf(allowed with { Body = new string('雨', 501) }));
        Assert.Equal("where", AlertWords.ProblemOf(allowed with { Where = new string('村', 101) })?.Field);
        Assert.Equal("issuer", AlertWords.ProblemOf(allowed with { Issuer = " " })?.Field);
        Assert.Equal("severity", AlertWords.ProblemOf(allowed with { Severity = (Priority)99 })?.Field);
    }
}
