namespace CloudBroadcast.Controller.Alerts.Sound;

public sealed class AlertArrangementTests
{
    private static readonly short[] Tone = AttentionTone.Render(ToneKind.RisingNotes);

    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    [InlineData(3)]
    public void The_first_syllable_comes_soon_after_the_tone_however_long_the_voice_waits(double silence)
    {
        var arranged = AlertArrangement.Of(Tone, Speech((silence, 1), (0, 0.5)), times: 2);

        var first = arranged.Samples.AsSpan(Tone.Length).IndexOfAnyExcept((short)0) / (double)Synth.Rate;
        Assert.InRange(first, 0.55, 1);
        Assert.Equal(Tone, arranged.Samples[..Tone.Length]);
        Assert.Equal(Tone.Length / (double)Synth.Rate, arranged.ToneEnds.TotalSeconds, 4);
    }

    [Fact]
    public void The_words_are_the_same_samples_each_time_with_a_second_between()
    {
        var arranged = AlertArrangement.Of(Tone, Speech((0.2, 2), (0.1, 1)), times: 3);

        Assert.Equal(3, arranged.SpeechBegins.Count);
        var begins = arranged.SpeechBegins.Select(begin => (int)Math.Round(begin.TotalSeconds * Synth.Rate)).ToList();
        var length = arranged.Samples.Length - begins[2];
        Assert.Equal(begins[1], begins[0] + length + Synth.Rate);
        Assert.All(begins, begin => Assert.Equal(arranged.Samples[begins[0]..(begins[0] + length)], arranged.Samples[begin..(begin + length)]));
    }

    [Theory]
    [InlineData(0.2, 0.2)]
    [InlineData(0.35, 0.9)]
    [InlineData(1.1, 1.1)]
    [InlineData(4, 1.5)]
    public void A_pause_between_sentences_is_long_enough_for_the_echo_and_a_comma_stays_a_comma(double spoken, double heard)
    {
        var set = SpeechPauses.Set(Speech((0, 1), (spoken, 1)));

        Assert.Equal(2 + heard, set.Length / (double)Synth.Rate, 1);
    }

    [Fact]
    public void Silence_alone_becomes_nothing_and_is_no_trouble() => Assert.InRange(SpeechPauses.Set(new short[Synth.Rate]).Length, 0, Synth.Rate);

    [Fact]
    public void Rather_one_time_less_than_longer_than_an_approved_order_may_be()
    {
        var arranged = AlertArrangement.Of(Tone, Synth.Noise(170, _ => 0.3), times: 3);

        Assert.Equal(2, arranged.SpeechBegins.Count);
    }

    // Silence and sound in turn.
    private static short[] Speech(params (double Silence, double Sound)[] parts) =>
        [.. parts.SelectMany(part => new short[(int)(part.Silence * Synth.Rate)].Concat(Synth.Noise(part.Sound, _ => 0.4)))];
}
