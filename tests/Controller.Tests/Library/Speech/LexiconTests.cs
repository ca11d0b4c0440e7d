using System.Text.RegularExpressions;
using CloudBroadcast.Controller.Library.Import;

namespace CloudBroadcast.Controller.Library.Speech;

public sealed partial class LexiconTests : IDisposable
{
    private readonly Workshop _workshop = new();
    private readonly Lexicon _lexicon = Lexicon.Load("");

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("去银行办事", "去银hang2办事")]
    [InlineData("银行行长", "银hang2 hang2 zhang3")]
    [InlineData("国内行情", "国内hang2情")]
    [InlineData("参差不齐", "cen1 ci1不齐")]
    [InlineData("因为成为", "因为成wei2")]
    [InlineData("违法行为", "违法行wei2")]
    [InlineData("发生地震", "发生di4震")]
    [InlineData("中国中毒", "中国zhong4毒")]
    [InlineData("没有一个字", "没有一个字")]
    public void The_longest_word_is_put_right(string text, string said) => Assert.Equal(said, _lexicon.Apply(text));

    [Fact]
    public void It_knows_the_words_of_villages_law_and_emergencies() => Assert.InRange(_lexicon.Count, 600, 5000);

    [Fact]
    public async Task A_towns_own_words_win_over_the_built_in_ones()
    {
        var file = _workshop.Path("own.txt");
        await File.WriteAllTextAsync(file, "# ours\n堡 pu4: 三十里堡\n行 xing2: 银行\n", Workshop.Cancellation);
        var lexicon = Lexicon.Load(file);
        Assert.Equal("三十里pu4银xing2", lexicon.Apply("三十里堡银行"));
        Assert.Equal("支hang2", lexicon.Apply("支行"));
    }

    [Theory]
    [InlineData("行 hang: 银行")]
    [InlineData("行 hang2")]
    [InlineData("行 hang2:")]
    [InlineData("行 hang2: 重庆")]
    [InlineData("银行 yin2hang2")]
    public async Task A_line_that_is_wrong_is_named(string line)
    {
        var file = _workshop.Path("own.txt");
        await File.WriteAllTextAsync(file, "# ours\n" + line, Workshop.Cancellation);
        Assert.Contains($"Line 2 of {file} is \"{line}\"", Assert.Throws<FormatException>(() => Lexicon.Load(file)).Message, StringComparison.Ordinal);
    }

    // What espeak-ng says is written in its own phonemes; the tone is the number at a syllable's vowel: 55, 35, 214 (21, 35 before others), 51.
    [Theory]
    [InlineData("银行", "j'i35n_| X'a35N_|")]
    [InlineData("重庆", "ts.h'ong35_| tS;h'i51N_|")]
    [InlineData("村长", "tsh'u@55n_| ts.'a214N_|")]
    [InlineData("音乐", "j'i55n_| 'yE51_|")]
    [InlineData("便宜", "ph'iE35n_| ji33_|")]
    [InlineData("地方", "t'i51_| f'a55N_|")]
    [InlineData("还款", "X'ua35n_| khw'a214n_|")]
    [InlineData("行为", "S;'i35N_| w'ei35_|")]
    [InlineData("应急", "j'i51N_| tS;'i35_|")]
    [InlineData("会计", "kh'uai51_| tS;'i51_|")]
    public async Task Espeak_really_reads_the_words_so(string word, string phonemes)
    {
        var said = await Workshop.RunAsync("espeak-ng", ["-v", "cmn-latn-pinyin", "-x", "-q", _lexicon.Apply(word)]);
        Assert.Equal(phonemes, said.Trim());
    }

    [Fact]
    public async Task Espeak_reads_every_word_with_the_tone_that_is_written()
    {
        var words = _lexicon.Words.Where(word => _lexicon.Apply(word) != word).ToList();
        // One word a line is one phrase of espeak-ng's; a syllable that it can't read is spelled in letters and makes more.
        var said = await Workshop.RunAsync("espeak-ng", ["-v", "cmn-latn-pinyin", "-x", "-q", string.Join("\n\n", words.Select(_lexicon.Apply))]);
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(words.Count, lines.Length);
        var wrong = words.Zip(lines).Where(pair => !SaysTheTones(_lexicon.Apply(pair.First), pair.Second)).Select(pair => $"{_lexicon.Apply(pair.First)}: {pair.Second}");
        Assert.Empty(wrong);
    }

    private static bool SaysTheTones(string written, string phonemes)
    {
        var syllables = Syllable().Matches(written);
        var said = phonemes.Split("_|", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return syllables.Count == said.Length && syllables.Zip(said).All(pair => pair.First.Value[^1] switch
        {
            '1' => pair.Second.Contains("55", StringComparison.Ordinal),
            '2' => pair.Second.Contains("35", StringComparison.Ordinal),
            '3' => pair.Second.Contains("21", StringComparison.Ordinal) || pair.Second.Contains("35", StringComparison.Ordinal),
            '4' => pair.Second.Contains("51", StringComparison.Ordinal),
            _ => true,
        });
    }

    [GeneratedRegex(@"[a-z]+[1-5]|\S")]
    private static partial Regex Syllable();
}
