using CsCheck;

namespace CloudBroadcast.Controller.Alerts.Cap;

public class CapTextTests
{
    [Theory]
    [InlineData("Passable.<br/>However", "Passable.\nHowever")]
    [InlineData("<p>一</p><p>二</p>", "一\n二")]
    [InlineData("Fire: <a href=\"tel:118\">118</a>", "Fire: 118")]
    [InlineData("a<script>alert(1)</script>b", "a b")]
    [InlineData("&amp;lt;b&amp;gt;旱&amp;lt;/b&amp;gt;", "旱")]
    [InlineData("气温<5℃，风力>8级 &amp; 雨", "气温<5℃，风力>8级 & 雨")]
    [InlineData("**注意** `x` [详情](https://example.org/a)", "注意 x 详情")]
    [InlineData("# 标题\n* 一\n###\n\n\n\n二", "标题\n一\n\n二")]
    [InlineData("  a \t b\r\nc  ", "a b\nc")]
    [InlineData("防\u200b空\u202e警报", "防空警报")]
    [InlineData("<!-- x -->", "")]
    public void Markup_goes_and_words_stay(string written, string shown) => Assert.Equal(shown, CapText.Clean(written));

    [Theory]
    [InlineData("吉安市气象台发布大雾橙色预警信号[II级/严重]", "吉安市气象台发布大雾橙色预警信号")]
    [InlineData("发布红色预警【Ⅰ级/特别严重】", "发布红色预警")]
    [InlineData("发布蓝色预警（四级）", "发布蓝色预警")]
    [InlineData("updates blue warning [Level IV/General]", "updates blue warning")]
    [InlineData("昭苏县气象台发布雷电黄色预警信号[测试]", "昭苏县气象台发布雷电黄色预警信号[测试]")]
    public void The_level_in_brackets_is_not_spoken(string written, string spoken) => Assert.Equal(spoken, CapText.WithoutLevel(written));

    [Fact]
    public void What_is_clean_stays_as_it_is() => Gen.Char["<>&;#/abrp! \n\t*_`[]()lt0旱\u200b\""].Array[0, 60].Sample(characters =>
    {
        var once = CapText.Clean(new string(characters));

        Assert.Equal(once, CapText.Clean(once));
    });

    [Fact]
    public void A_text_escaped_ten_thousand_times_is_done_with_at_once() =>
        Assert.DoesNotContain('&', CapText.Clean("&" + string.Concat(Enumerable.Repeat("amp;", 10_000)) + "lt;"));
}
