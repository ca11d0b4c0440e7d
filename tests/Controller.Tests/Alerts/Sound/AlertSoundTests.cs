using System.Globalization;
using System.Runtime.InteropServices;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Import.AirRaid;
using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Sound;

public sealed class AlertSoundTests(TownHost town, Workshop workshop) : IClassFixture<TownHost>, IClassFixture<Workshop>
{
    private static readonly AlertScript Hail = new(
        "冰雹", Priority.OrangeAlert, IsExercise: false, "预计今天下午三点到六点有冰雹，最大直径两厘米。请把牲畜赶回圈里，不要在户外停留。",
        Where: "东寨镇各村", Until: new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero), Issuer: "永昌县气象台");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_is_its_tone_and_its_words_twice_as_loud_as_any_programme()
    {
        var (made, heard) = await MakeAsync(Hail, Stop);
        var begins = made.SpeechBegins.Select(begin => (int)Math.Round(begin.TotalSeconds * Synth.Rate)).ToList();
        var toneEnds = (int)Math.Round(made.ToneEnds.TotalSeconds * Synth.Rate);
        var words = heard[begins[0]..(begins[1] - Synth.Rate)];

        Assert.Equal(2, begins.Count);
        Assert.Equal(5, made.ToneEnds.TotalSeconds, 3);
        // Opus rings a little at both ends.
        Assert.InRange(Synth.PeakDbOf(heard.AsSpan((toneEnds + 2400)..(begins[0] - 960))), -100, -45);
        Assert.InRange(Synth.PeakDbOf(heard.AsSpan(begins[0], Synth.Rate / 4)), -20, 0);
        Assert.InRange(begins[1] + words.Length - heard.Length, -2, 2);
        Assert.InRange(Likeness(words, heard[begins[1]..]), 0.9, 1);

        Assert.Equal(-5, Synth.PeakDbOf(heard.AsSpan(0, toneEnds)), 0.8);
        Assert.InRange(Synth.PeakDbOf(words), -6, -0.9);
        var (lufs, _) = await workshop.HearAsync(await SaveAsync(words));
        TestContext.Current.TestOutputHelper?.WriteLine($"words {lufs} LUFS, {Synth.PeakDbOf(words):F1} dB; tone {Synth.PeakDbOf(heard.AsSpan(0, toneEnds)):F1} dB; whole {made.Audio.LevelledLufs} LUFS, {made.Audio.LevelledTruePeakDb} dB, {heard.Length / 48000.0:F1} s");
        Assert.InRange(lufs, -17, -15);
        Assert.InRange(made.Audio.LevelledTruePeakDb, -6, -1);
        Assert.Null(AirRaidCheck.ProblemOf(heard));
    }

    [Fact]
    public async Task It_is_spoken_slowly_enough_for_an_echoing_village()
    {
        var (made, heard) = await MakeAsync(Hail, Stop);
        var words = heard.AsSpan((int)(made.SpeechBegins[0].TotalSeconds * Synth.Rate)..(int)((made.SpeechBegins[1].TotalSeconds - 1) * Synth.Rate));
        var pauses = PausesOf(words).Where(pause => pause >= 0.6).ToList();
        var syllables = ChineseText.Normalise(made.Words).Count(char.IsLetter);
        var rate = syllables / ((words.Length / (double)Synth.Rate) - pauses.Sum());

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{syllables} syllables, {rate:F2} a second, pauses {string.Join(' ', pauses.Select(pause => pause.ToString("F2", CultureInfo.InvariantCulture)))}"));
        Assert.InRange(rate, 3, 4);
        Assert.Equal(made.Words.Count(letter => letter == '。') - 1, pauses.Count);
        Assert.All(pauses, pause => Assert.InRange(pause, 0.8, 1.5));
    }

    [Fact]
    public async Task Red_is_said_three_times_and_an_exercise_of_it_begins_with_the_gong()
    {
        var gong = AttentionTone.Render(ToneKind.Gong);

        var (made, heard) = await MakeAsync(Hail with { Severity = Priority.RedAlert, IsExercise = true }, Stop);

        Assert.Equal(3, made.SpeechBegins.Count);
        Assert.Equal(gong.Length / (double)Synth.Rate, made.ToneEnds.TotalSeconds, 3);
        Assert.InRange(Likeness(gong, heard), 0.95, 1);
        Assert.StartsWith("演练，演练，冰雹红色预警演练。", made.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_voice_that_cannot_be_slowed_and_waits_before_it_speaks_serves_too()
    {
        var sound = await workshop.SoundAsync("voice.mp3", "anoisesrc=d=4:a=0.3,adelay=2000");
        await using var other = new TownHost
        {
            Settings = { ["Speech:Engine"] = "Command", ["Speech:Command"] = "sh", ["Speech:CommandArguments:0"] = "-c", ["Speech:CommandArguments:1"] = "cat >/dev/null; cat \"$0\"", ["Speech:CommandArguments:2"] = sound },
        };

        var made = await other.Get<AlertSound>().MakeAsync(Hail, "冰雹", Stop);

        Assert.Equal(5 + 0.6 + 4 + 1 + 4, made.Audio.LengthSamples / 48000.0, 0.3);
    }

    private async Task<(AlertAudio Made, short[] Heard)> MakeAsync(AlertScript script, CancellationToken cancellation)
    {
        var made = await town.Get<AlertSound>().MakeAsync(script, "冰雹", cancellation);
        var raw = workshop.Path($"{Guid.NewGuid():N}.raw");
        await Workshop.RunAsync("ffmpeg", [
            "-nostdin", "-v", "error", "-i", town.Get<AudioFiles>().PathOf(made.Audio.ContentHash), "-ar", "48000", "-ac", "1", "-f", "s16le", raw]);
        var heard = MemoryMarshal.Cast<byte, short>(await File.ReadAllBytesAsync(raw, cancellation)).ToArray();
        Assert.Equal(made.Audio.LengthSamples, heard.Length);
        return (made, heard);
    }

    private async Task<string> SaveAsync(short[] samples)
    {
        var path = workshop.Path($"{Guid.NewGuid():N}.wav");
        await File.WriteAllBytesAsync(path, MonoWav.Of(samples), Stop);
        return path;
    }

    // Correlation of what was meant with what is heard, 1 being the same but for loudness.
    private static double Likeness(short[] meant, short[] heard)
    {
        var (product, one, other) = (0.0, 0.0, 0.0);
        for (var at = 0; at < meant.Length; at++)
        {
            product += (double)meant[at] * heard[at];
            one += (double)meant[at] * meant[at];
            other += (double)heard[at] * heard[at];
        }

        return product / Math.Sqrt(one * other);
    }

    private static IEnumerable<double> PausesOf(ReadOnlySpan<short> words)
    {
        const int frame = Synth.Rate / 100;
        var pauses = new List<double>();
        var quiet = 0;
        for (var at = 0; at + frame <= words.Length; at += frame)
        {
            if (Synth.PeakDbOf(words.Slice(at, frame)) < -42)
            {
                quiet++;
                continue;
            }

            pauses.Add(quiet / 100.0);
            quiet = 0;
        }

        return pauses;
    }
}
