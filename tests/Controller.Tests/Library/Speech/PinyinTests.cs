namespace CloudBroadcast.Controller.Library.Speech;

public sealed class PinyinTests
{
    [Theory]
    [InlineData("kān huǒ", 2, "kan1 huo3")]
    [InlineData("kan1huo3", 2, "kan1 huo3")]
    [InlineData(" KĀN　huo3 ", 2, "kan1 huo3")]
    [InlineData("lǜ", 1, "lü4")]
    [InlineData("lv4", 1, "lü4")]
    [InlineData("de5", 1, "de5")]
    [InlineData("zhuāng", 1, "zhuang1")]
    public void Signs_and_digits_are_read(string typed, int syllables, string read) => Assert.Equal(read, Pinyin.TryRead(typed, syllables));

    [Theory]
    [InlineData("kan", 1)]
    [InlineData("kān", 2)]
    [InlineData("kān huǒ", 1)]
    [InlineData("kān1", 1)]
    [InlineData("xkan1", 1)]
    [InlineData("kan6", 1)]
    [InlineData("", 1)]
    public void What_has_no_tone_or_is_no_syllable_is_not(string typed, int syllables) => Assert.Null(Pinyin.TryRead(typed, syllables));

    [Theory]
    [InlineData("kan1 huo3", "kān huǒ")]
    [InlineData("liu2 gui4", "liú guì")]
    [InlineData("lü4 xue3 de5", "lǜ xuě de")]
    public void The_sign_stands_where_people_write_it(string numbered, string written) => Assert.Equal(written, Pinyin.Written(numbered));
}
