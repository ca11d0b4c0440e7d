using System.Diagnostics;
using System.Runtime.InteropServices;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Import.AirRaid;

namespace CloudBroadcast.Controller.Alerts.Sound;

public sealed class AirRaidCheckTests
{
    private static readonly double[] Pure = [1];

    // As a sawtooth, which a siren's chopped air resembles.
    private static readonly double[] Rich = [1, 0.5, 0.33, 0.25, 0.2];

    // The second harmonic above the first, as a horn that gives little bass would leave it.
    private static readonly double[] Thin = [0.35, 1, 0.3];

    [Theory]
    [InlineData("pure", false)]
    [InlineData("pure", true)]
    [InlineData("rich", false)]
    [InlineData("rich", true)]
    [InlineData("thin", false)]
    [InlineData("thin", true)]
    public void A_continuous_signal_is_heard_as_a_held_tone(string wave, bool sweeps) =>
        Assert.StartsWith($"holds a {(sweeps ? "sweeping" : "steady")} tone for ", ProblemOf(30, wave, sweeps, _ => 0.4), StringComparison.Ordinal);

    [Theory]
    [InlineData("pure", false)]
    [InlineData("rich", true)]
    public void The_alarm_is_heard_by_its_rhythm(string wave, bool sweeps) =>
        Assert.Equal("sounds like the air-raid alarm: 6 s on, 6 s off.", ProblemOf(36, wave, sweeps, Synth.Rhythm(6, 6)));

    [Theory]
    [InlineData("pure", true)]
    [InlineData("rich", false)]
    public void The_pre_alarm_is_heard_by_its_rhythm(string wave, bool sweeps) =>
        Assert.Equal("sounds like the air-raid pre-alarm: 36 s on, 24 s off.", ProblemOf(180, wave, sweeps, Synth.Rhythm(36, 24)));

    [Theory]
    [InlineData(6, 6, 3, "alarm")]
    [InlineData(5.6, 6.4, 3, "alarm")]
    [InlineData(6.5, 5.5, 4, "alarm")]
    [InlineData(36, 24, 3, "pre-alarm")]
    [InlineData(34, 26, 3, "pre-alarm")]
    [InlineData(6, 6, 2, null)]
    [InlineData(8, 8, 5, null)]
    [InlineData(6, 3, 6, null)]
    [InlineData(3, 3, 10, null)]
    [InlineData(36, 6, 4, null)]
    public void The_rhythm_alone_is_enough_whatever_sounds_in_it(double on, double off, int periods, string? signal)
    {
        var problem = AirRaidCheck.ProblemOf(Synth.Noise(periods * (on + off), Synth.Rhythm(on, off)));

        Assert.Equal(signal is null ? null : $"air-raid {signal}", problem?.Split(':')[0].Replace("sounds like the ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void The_rhythm_is_found_over_the_noise_of_a_recording_and_after_a_speech()
    {
        var noise = Synth.Noise(20 + 48, time => time < 20 ? Talking(time) : 0.02 + (0.3 * (Synth.Rhythm(6, 6, 1)(time - 20))));

        Assert.Equal("sounds like the air-raid alarm: 6 s on, 6 s off.", AirRaidCheck.ProblemOf(noise));
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(3.3, true)]
    public void Three_seconds_of_a_tone_pass_and_more_do_not(double seconds, bool refused) =>
        Assert.Equal(refused, AirRaidCheck.ProblemOf([.. new short[Synth.Rate], .. Synth.Tone(seconds, _ => 500, _ => 0.4, Pure), .. new short[Synth.Rate]]) is not null);

    [Theory]
    [InlineData(nameof(ToneKind.TwoTone))]
    [InlineData(nameof(ToneKind.RisingNotes))]
    [InlineData(nameof(ToneKind.Gong))]
    public void Our_own_tones_pass_even_when_they_are_sounded_again_and_again(string kind) =>
        AssertPasses([.. Enumerable.Repeat(AttentionTone.Render(Enum.Parse<ToneKind>(kind)), 5).SelectMany(tone => tone)]);

    [Fact]
    public void The_chime_passes() => AssertPasses([.. Enumerable.Repeat(Chime.Render(), 5).SelectMany(chime => chime)]);

    [Fact]
    public void Silence_passes() => AssertPasses(new short[20 * Synth.Rate]);

    [Fact]
    public void White_noise_passes() => AssertPasses(Synth.Noise(60, _ => 0.5));

    [Fact]
    public void A_pianos_arpeggio_passes() => AssertPasses(Synth.Struck(30, 0.25, 0.9, 0, 4, 7, 12, 7, 4));

    [Fact]
    public void One_key_struck_each_second_passes() => AssertPasses(Synth.Struck(30, 1, 0.4, 9));

    [Fact]
    public void A_bell_that_rings_on_passes() => AssertPasses(Synth.Struck(30, 5, 2.5, 9));

    [Fact]
    public void A_held_chord_passes() => AssertPasses(Synth.Of(20, time => 0.1 * new[] { 392, 493.88, 587.33 }.Sum(hertz => Math.Sin(2 * Math.PI * hertz * time))));

    [Fact]
    public void A_held_fifth_passes() => AssertPasses(Synth.Of(20, time => 0.2 * (Math.Sin(2 * Math.PI * 500 * time) + Math.Sin(2 * Math.PI * 750 * time))));

    [Fact]
    public void A_long_note_of_an_opera_singer_passes_by_its_vibrato() =>
        AssertPasses(Synth.Tone(10, time => 520 * (1 + (0.03 * Math.Sin(2 * Math.PI * 5.5 * time))), _ => 0.4, 1, 0.6, 0.4, 0.2));

    [Fact]
    public void A_flute_that_plays_a_tune_without_taking_breath_passes()
    {
        double[] tune = [523.25, 587.33, 659.26, 523.25, 659.26, 698.46, 783.99, 698.46];
        AssertPasses(Synth.Tone(30, time => tune[(int)(time / 0.6) % tune.Length], _ => 0.4, 1, 0.2));
    }

    [Fact]
    public void The_hum_of_the_mains_passes() => AssertPasses(Synth.Of(20, time => 0.05 * (Math.Sin(100 * Math.PI * time) + Math.Sin(200 * Math.PI * time))));

    [Theory]
    [InlineData("")]
    [InlineData("+f3")]
    public async Task A_voice_that_reads_a_page_passes(string variant)
    {
        using var workshop = new Workshop();
        var (spoken, raw) = (workshop.Path("speech.wav"), workshop.Path("speech.raw"));
        var text = string.Concat(Enumerable.Repeat("永昌县东寨镇普法广播现在开始。各位村民请注意防范电信诈骗，不要轻信陌生电话，不要点击陌生链接，妈妈来买奶奶的牛奶。", 8));
        await Workshop.RunAsync("espeak-ng", ["-v", "cmn-latn-pinyin" + variant, "-w", spoken, text]);
        await Workshop.RunAsync("ffmpeg", ["-nostdin", "-v", "error", "-i", spoken, "-ar", "48000", "-ac", "1", "-f", "s16le", raw]);

        AssertPasses(MemoryMarshal.Cast<byte, short>(await File.ReadAllBytesAsync(raw, Workshop.Cancellation)).ToArray());
    }

    [Fact]
    public void It_takes_samples_as_they_come()
    {
        var siren = Synth.Tone(10, Synth.Sweep, _ => 0.4, Pure);
        var check = new AirRaidCheck();
        for (var (at, length) = (0, 1); at < siren.Length; at += length, length = (length % 997) + 1)
        {
            check.Add(siren.AsSpan(at, Math.Min(length, siren.Length - at)));
        }

        Assert.Equal(AirRaidCheck.ProblemOf(siren), check.Problem());
        Assert.NotNull(check.Problem());
    }

    [Fact]
    public void An_hour_takes_seconds()
    {
        var minute = Synth.Noise(60, Talking);
        var check = new AirRaidCheck();
        var clock = Stopwatch.StartNew();
        for (var minutes = 0; minutes < 60; minutes++)
        {
            check.Add(minute);
        }

        Assert.Null(check.Problem());
        TestContext.Current.TestOutputHelper?.WriteLine($"60 minutes in {clock.Elapsed.TotalSeconds:F2} s");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
    }

    // Four syllables a second, and a breath every three seconds.
    private static double Talking(double time) => time % 3 > 2.4 ? 0.001 : 0.3 * Math.Abs(Math.Sin(4 * Math.PI * time));

    private static string? ProblemOf(double seconds, string wave, bool sweeps, Func<double, double> loudness) => AirRaidCheck.ProblemOf(
        Synth.Tone(seconds, sweeps ? Synth.Sweep : _ => 500, loudness, wave switch { "pure" => Pure, "rich" => Rich, _ => Thin }));

    private static void AssertPasses(short[] sound) => Assert.Null(AirRaidCheck.ProblemOf(sound));
}
