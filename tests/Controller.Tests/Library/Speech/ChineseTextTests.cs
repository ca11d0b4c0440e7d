using CsCheck;

namespace CloudBroadcast.Controller.Library.Speech;

public sealed class ChineseTextTests
{
    [Theory]
    [InlineData("0", "零")]
    [InlineData("7", "七")]
    [InlineData("10", "十")]
    [InlineData("12", "十二")]
    [InlineData("20", "二十")]
    [InlineData("101", "一百零一")]
    [InlineData("110", "一百一十")]
    [InlineData("1001", "一千零一")]
    [InlineData("1010", "一千零一十")]
    [InlineData("2000", "两千")]
    [InlineData("4724", "四千七百二十四")]
    [InlineData("10000", "一万")]
    [InlineData("10001", "一万零一")]
    [InlineData("14896", "一万四千八百九十六")]
    [InlineData("100000", "十万")]
    [InlineData("200300", "二十万零三百")]
    [InlineData("1020304", "一百零二万零三百零四")]
    [InlineData("100000000", "一亿")]
    [InlineData("100000001", "一亿零一")]
    [InlineData("1,234,567", "一百二十三万四千五百六十七")]
    [InlineData("3.14", "三点一四")]
    [InlineData("0.5", "零点五")]
    [InlineData("007", "零零七")]
    public void Quantities_are_read(string number, string said) => Assert.Equal(said, ChineseNumber.Read(number));

    [Theory]
    [InlineData("2026年11月23日", "二零二六年十一月二十三日。")]
    [InlineData("2026-11-23", "二零二六年十一月二十三日。")]
    [InlineData("2026/01/05起施行", "二零二六年一月五日起施行。")]
    [InlineData("1949年10月1日", "一九四九年十月一日。")]
    [InlineData("11月2日至5日", "十一月二日至五日。")]
    [InlineData("12月4日-10日", "十二月四日到十日。")]
    [InlineData("2024—2026年", "二零二四到二零二六年。")]
    [InlineData("时间07:30开始", "时间七点三十分开始。")]
    [InlineData("20:00整", "二十点整。")]
    [InlineData("2:05", "两点零五分。")]
    [InlineData("07:30-08:00", "七点三十分到八点。")]
    [InlineData("12:00:30", "十二点零分三十秒。")]
    [InlineData("早上７：３０", "早上七点三十分。")]
    public void Dates_and_times_are_read(string text, string said) => Assert.Equal(said, ChineseText.Normalise(text));

    [Theory]
    [InlineData("增长5%", "增长百分之五。")]
    [InlineData("5.5％左右", "百分之五点五左右。")]
    [InlineData("3‰", "千分之三。")]
    [InlineData("10%-20%", "百分之十到百分之二十。")]
    [InlineData("10-20%", "百分之十到百分之二十。")]
    [InlineData("风速17.2m/s", "风速十七点二米每秒。")]
    [InlineData("限速60km/h", "限速六十公里每小时。")]
    [InlineData("气温-12℃", "气温零下十二摄氏度。")]
    [InlineData("-5～3℃", "零下五到三摄氏度。")]
    [InlineData("25°C", "二十五摄氏度。")]
    [InlineData("降雨50毫米以上", "降雨五十毫米以上。")]
    [InlineData("积雪5-10cm", "积雪五到十厘米。")]
    [InlineData("面积120m²", "面积一百二十平方米。")]
    [InlineData("2kg", "两公斤。")]
    [InlineData("罚款200元以上500元以下", "罚款二百元以上五百元以下。")]
    [InlineData("2个人", "两个人。")]
    [InlineData("12个人", "十二个人。")]
    [InlineData("2户", "两户。")]
    [InlineData("第2条", "第二条。")]
    [InlineData("第264条", "第二百六十四条。")]
    [InlineData("2月", "二月。")]
    [InlineData("2号楼", "二号楼。")]
    [InlineData("1/3", "三分之一。")]
    [InlineData("5-8级大风", "五到八级大风。")]
    [InlineData("5级-8级", "五级到八级。")]
    [InlineData("G30高速", "G三零高速。")]
    public void Quantities_with_units_are_read(string text, string said) => Assert.Equal(said, ChineseText.Normalise(text));

    [Theory]
    [InlineData("请拨打110", "请拨打幺幺零。")]
    [InlineData("反诈专线96110", "反诈专线九六幺幺零。")]
    [InlineData("预警信息发布12379", "预警信息发布幺二三七九。")]
    [InlineData("拨打119、120", "拨打幺幺九，幺二零。")]
    [InlineData("110人到场", "一百一十人到场。")]
    [InlineData("补助12345元", "补助一万二千三百四十五元。")]
    [InlineData("手机13800138000", "手机幺三八零零幺三八零零零。")]
    [InlineData("电话：0935-7521234", "电话，零九三五七五二幺二三四。")]
    [InlineData("电话7521234", "电话七五二幺二三四。")]
    [InlineData("138-0013-8000", "幺三八零零幺三八零零零。")]
    public void Telephone_numbers_are_spelled(string text, string said) => Assert.Equal(said, ChineseText.Normalise(text));

    [Theory]
    [InlineData("<b>通知</b>", "通知。")]
    [InlineData("【紧急通知】请注意", "紧急通知，请注意。")]
    [InlineData("依据《民法典》（以下简称本法）", "依据民法典，以下简称本法。")]
    [InlineData("详见https://www.example.cn/a?b=1。谢谢", "详见。谢谢。")]
    [InlineData("**重点**：防火", "重点，防火。")]
    [InlineData("第一行\n第二行", "第一行。第二行。")]
    [InlineData("注意！！！危险", "注意！危险。")]
    [InlineData("各位 村民", "各位村民。")]
    [InlineData("快跑！", "快跑！")]
    [InlineData("等等……再说", "等等，再说。")]
    [InlineData("", "")]
    [InlineData("。。。", "")]
    public void Markup_goes_and_pauses_stay(string text, string said) => Assert.Equal(said, ChineseText.Normalise(text));

    [Fact]
    public void A_whole_notice_is_read()
    {
        const string notice = "【暴雨橙色预警】永昌县气象台2026年7月21日16:40发布：预计未来3小时内，东寨镇降雨量将达50mm以上，阵风7-8级，气温下降6～8℃。请2个低洼村的128户立即转移，求助电话0935-7521234或110。";
        Assert.Equal(
            "暴雨橙色预警，永昌县气象台二零二六年七月二十一日十六点四十分发布，预计未来三小时内，东寨镇降雨量将达五十毫米以上，阵风七到八级，气温下降六到八摄氏度。" +
            "请两个低洼村的一百二十八户立即转移，求助电话零九三五七五二幺二三四或幺幺零。",
            ChineseText.Normalise(notice));
    }

    [Fact]
    public void No_digit_is_left_whatever_is_written() => Gen.Char["0123456789.,:-%/年月日第个℃kmg 打。电话<>()"].Array[0, 40].Sample(
        characters => Assert.DoesNotMatch("[0-9]", ChineseText.Normalise(new string(characters))));
}
