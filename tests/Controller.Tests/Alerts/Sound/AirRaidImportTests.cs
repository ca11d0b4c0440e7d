using CloudBroadcast.Controller.Library.Import;

namespace CloudBroadcast.Controller.Alerts.Sound;

public sealed class AirRaidImportTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(0.03)]
    public async Task A_siren_in_a_programme_is_refused_however_quietly_it_was_recorded(double loudness)
    {
        short[] programme = [.. Synth.Struck(10, 0.3, 0.6, 0, 4, 7), .. Synth.Tone(10, Synth.Sweep, _ => 0.5, 1, 0.5, 0.33)];
        using var upload = new MemoryStream(MonoWav.Of([.. programme.Select(sample => (short)(sample * loudness))]));

        var refusal = await Assert.ThrowsAsync<AudioRefusedException>(() => _workshop.ImportAsync(upload, "a.wav"));

        Assert.Equal(ImportFault.AirRaidSignal, refusal.Fault);
        Assert.StartsWith("\"a.wav\" holds a sweeping tone for 10.0 s", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_workshop.LibraryFolder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_alarm_as_an_mp3_is_refused_by_its_name()
    {
        var alarm = await _workshop.SoundAsync("alarm.mp3", "aevalsrc='0.5*sin(2*PI*500*t)*lt(mod(t,12),6)':d=36");

        Assert.Equal("\"alarm.mp3\" sounds like the air-raid alarm: 6 s on, 6 s off.", await _workshop.RefusalAsync(alarm));
    }

    [Theory]
    [InlineData(nameof(ToneKind.TwoTone))]
    [InlineData(nameof(ToneKind.RisingNotes))]
    [InlineData(nameof(ToneKind.Gong))]
    public async Task Our_own_tones_may_be_uploaded(string kind)
    {
        var tone = AttentionTone.Render(Enum.Parse<ToneKind>(kind));
        using var upload = new MemoryStream(MonoWav.Of(tone));

        Assert.Equal(tone.Length, (await _workshop.ImportAsync(upload, "tone.wav")).LengthSamples);
    }
}
