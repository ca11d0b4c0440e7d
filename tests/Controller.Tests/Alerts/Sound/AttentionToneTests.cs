using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Sound;

public sealed class AttentionToneTests
{
    [Theory]
    [InlineData(Priority.RedAlert, nameof(ToneKind.TwoTone))]
    [InlineData(Priority.OrangeAlert, nameof(ToneKind.TwoTone))]
    [InlineData(Priority.YellowAlert, nameof(ToneKind.RisingNotes))]
    [InlineData(Priority.BlueAlert, nameof(ToneKind.RisingNotes))]
    [InlineData(Priority.Scheduled, nameof(ToneKind.Gong))]
    public void The_colour_settles_the_tone_and_an_exercise_is_a_gong_in_any_colour(Priority severity, string kind)
    {
        Assert.Equal(Enum.Parse<ToneKind>(kind), ToneKinds.ToneKindOf(severity, isExercise: false));
        Assert.Equal(ToneKind.Gong, ToneKinds.ToneKindOf(severity, isExercise: true));
    }

    [Theory]
    [InlineData(nameof(ToneKind.TwoTone), 5)]
    [InlineData(nameof(ToneKind.RisingNotes), 1.9)]
    [InlineData(nameof(ToneKind.Gong), 2.6)]
    public void A_tone_is_the_same_each_time_soft_at_its_ends_and_3_dB_under_the_speech(string kind, double seconds)
    {
        var tone = AttentionTone.Render(Enum.Parse<ToneKind>(kind));

        Assert.Equal(tone, AttentionTone.Render(Enum.Parse<ToneKind>(kind)));
        Assert.Equal(seconds, tone.Length / (double)Synth.Rate, 3);
        Assert.Equal(-5, Synth.PeakDbOf(tone), 2);
        Assert.Equal(-9, Synth.PeakDbOf(AttentionTone.Render(Enum.Parse<ToneKind>(kind), speechPeakDb: -6)), 2);
        // A millisecond at both ends.
        Assert.InRange(Synth.PeakDbOf(tone.AsSpan(0, 48)), -100, -30);
        Assert.InRange(Synth.PeakDbOf(tone.AsSpan(^48..)), -100, -30);
    }

    [Fact]
    public void The_gravest_tone_changes_between_700_and_900_Hz_each_half_second()
    {
        var tone = AttentionTone.Render(ToneKind.TwoTone);

        for (var half = 0; half < 10; half++)
        {
            var stretch = tone.AsSpan(half * Synth.Rate / 2, Synth.Rate / 2);
            var (low, high) = (Synth.StrengthOf(stretch, 700), Synth.StrengthOf(stretch, 900));
            Assert.True(half % 2 == 0 ? low > 20 * high : high > 20 * low, $"{half}: {low} at 700 Hz, {high} at 900 Hz");
        }
    }

    [Fact]
    public void The_notes_rise()
    {
        var tone = AttentionTone.Render(ToneKind.RisingNotes);
        double[] notes = [587.33, 880, 1174.66];

        for (var at = 0; at < notes.Length; at++)
        {
            var stretch = tone.AsSpan(at * Synth.Rate / 2, (int)(0.45 * Synth.Rate)).ToArray();
            Assert.Equal(notes[at], notes.MaxBy(note => Synth.StrengthOf(stretch, note)));
        }
    }

    [Fact]
    public void The_gong_is_one_stroke_that_dies_away()
    {
        var gong = AttentionTone.Render(ToneKind.Gong);
        var loudness = Enumerable.Range(0, 5).Select(half => Synth.PeakDbOf(gong.AsSpan(half * Synth.Rate / 2, Synth.Rate / 2))).ToList();

        Assert.Equal(loudness.OrderDescending(), loudness);
        Assert.InRange(loudness[0] - loudness[4], 20, 60);
    }
}
