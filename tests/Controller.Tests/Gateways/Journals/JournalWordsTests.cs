using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Journals;

public sealed class JournalWordsTests
{
    public static TheoryData<JournalKind> Kinds => [.. Enum.GetValues<JournalKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_a_word_and_a_sentence(JournalKind kind)
    {
        Assert.NotEmpty(JournalWords.Of(kind));
        Assert.NotEmpty(JournalWords.Of(Entry(kind), null));
    }

    [Fact]
    public void Every_break_has_a_sentence_that_names_its_entry() =>
        Assert.All(Enum.GetValues<JournalBreakKind>(), kind => Assert.Contains("第 7 条", JournalWords.Of(kind, 7), StringComparison.Ordinal));

    [Theory]
    [InlineData(0b1011, 0b1011, "功放开、分区 1、3 开，回读一致")]
    [InlineData(0b1011, 0b0001, "要求功放开、分区 1、3 开，读回功放开、分区全关")]
    [InlineData(0, null, "要求功放关、分区全关，没有回读")]
    public void Relays_are_said_as_asked_and_as_read(int asked, int? read, string sentence) =>
        Assert.Equal(sentence, JournalWords.Of(Entry(JournalKind.Relay) with { Relay = new RelayEntry { Asked = asked, Read = read } }, null));

    [Theory]
    [InlineData(600_000_000, "时钟往前拨了 600.0 秒")]
    [InlineData(-1_500, "时钟往回拨了 1.5 毫秒")]
    public void A_step_of_the_clock_is_said_with_its_direction(long stepUs, string sentence) =>
        Assert.Equal(sentence, JournalWords.Of(Entry(JournalKind.Clock) with { StepUs = stepUs }, null));

    [Fact]
    public void A_playback_is_said_with_the_title_of_its_broadcast()
    {
        var playback = new PlaybackReport
        {
            Version = WireVersion.Current,
            ReportId = Guid.NewGuid(),
            Gateway = "gw-620321104200",
            At = DateTimeOffset.UnixEpoch,
            Stage = PlaybackStage.Missed,
            Refusal = RefusalReason.NoAudio,
        };

        Assert.Equal(
            "《每日普法》没有播：终端没有存下这段音频，也收不到播出流",
            JournalWords.Of(Entry(JournalKind.Playback) with { Playback = playback }, "每日普法"));
    }

    private static JournalEntry Entry(JournalKind kind) => new()
    {
        Version = WireVersion.Current,
        Gateway = "gw-620321104200",
        Journal = Guid.NewGuid(),
        Sequence = 1,
        Previous = JournalCodec.NothingBefore,
        At = DateTimeOffset.UnixEpoch,
        Time = TimeStanding.Attested,
        Kind = kind,
    };
}
