using System.Globalization;

namespace CloudBroadcast.Controller.Library.Import;

public sealed class AudioImportTests : IDisposable
{
    private const string Sentences = "永昌县东寨镇普法广播现在开始。各位村民请注意防范电信诈骗，不要轻信陌生电话，不要点击陌生链接。";

    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("a quiet tone", "sine=f=440:d=3,volume=-15dB")]
    [InlineData("a loud tone", "sine=f=1000:d=3,volume=18dB")]
    [InlineData("beats that decay", "aevalsrc='0.9*sin(2*PI*440*t)*exp(-8*mod(t,1))':d=6")]
    [InlineData("bursts with long gaps", "aevalsrc='0.5*sin(2*PI*700*t)*lt(mod(t,2),0.3)':d=8")]
    [InlineData("a chord in stereo", "aevalsrc='0.3*sin(2*PI*330*t)|0.3*sin(2*PI*415*t)':d=4")]
    public async Task Every_sound_comes_out_at_the_target_loudness(string what, string generator)
    {
        var imported = await _workshop.ImportAsync(await _workshop.SoundAsync("sound.wav", generator));
        await AssertLevelledAsync(imported, what);
    }

    [Fact]
    public async Task Speech_comes_out_at_the_target_loudness()
    {
        var imported = await _workshop.ImportAsync(await _workshop.SpeechAsync(Sentences));
        await AssertLevelledAsync(imported, "speech");
    }

    [Fact]
    public async Task Speech_with_a_thump_in_it_comes_out_at_the_target_loudness()
    {
        var speech = await _workshop.SpeechAsync(Sentences);
        var thump = _workshop.Path("thump.wav");
        await Workshop.RunAsync("ffmpeg", [
            "-v", "error", "-i", speech, "-f", "lavfi", "-i", "aevalsrc='0.95*sin(2*PI*90*t)*exp(-30*t)':d=1",
            "-filter_complex", "[0:a]aresample=48000,volume=-14dB[a];[1:a]aresample=48000,adelay=2000[b];[a][b]amix=normalize=0", thump]);
        await AssertLevelledAsync(await _workshop.ImportAsync(thump), "speech with a thump");
    }

    [Theory]
    [InlineData("mp3", "-c:a libmp3lame -b:a 96k")]
    [InlineData("m4a", "-c:a aac")]
    [InlineData("flac", "-c:a flac")]
    [InlineData("ogg", "-c:a libvorbis")]
    [InlineData("opus", "-c:a libopus")]
    [InlineData("wav", "-c:a pcm_s24le -ar 44100 -ac 2")]
    [InlineData("wma", "-c:a wmav2")]
    [InlineData("webm", "-c:a libopus")]
    public async Task Formats_of_all_kinds_keep_their_length(string extension, string encoding)
    {
        var file = await _workshop.SoundAsync("sound." + extension, "sine=f=600:d=3:r=44100", encoding.Split(' '));
        var imported = await _workshop.ImportAsync(file);
        // Some encoders cut or pad to whole frames of theirs.
        Assert.InRange(imported.LengthSamples / 48000.0, 2.95, 3.1);
        var audio = await _workshop.Audio.OpenAsync(imported.ContentHash, Workshop.Cancellation);
        Assert.Equal(imported.LengthSamples, audio.LengthSamples);
        Assert.Equal(imported.Packets, audio.Packets.Count);
        Assert.Equal(imported.PreSkip, audio.PreSkip);
    }

    [Fact]
    public async Task No_sample_is_lost_or_added_on_the_way_from_a_wav()
    {
        var imported = await _workshop.ImportAsync(await _workshop.SoundAsync("sound.wav", "sine=f=600:r=48000,atrim=end_sample=54321"));
        Assert.Equal(54321, imported.LengthSamples);
        var decoded = await Workshop.RunAsync("ffprobe", [
            "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", _workshop.Files.PathOf(imported.ContentHash)]);
        Assert.Equal((54321 + imported.PreSkip) / 48000.0, double.Parse(decoded, CultureInfo.InvariantCulture), 5);
    }

    [Fact]
    public async Task The_waveform_shows_where_the_sound_is()
    {
        var imported = await _workshop.ImportAsync(await _workshop.SoundAsync("sound.wav", "aevalsrc='0.3*(sin(2*PI*500*t)+sin(2*PI*705*t))*gt(t,4)':d=8"));
        Assert.Equal(PeakMeter.Points, imported.Waveform.Length);
        Assert.All(imported.Waveform[..195], peak => Assert.Equal(0, peak));
        Assert.All(imported.Waveform[205..], peak => Assert.InRange(peak, 40, 255));
        Assert.Equal(imported.Waveform, await _workshop.Files.WaveformAsync(imported.ContentHash, Workshop.Cancellation));
    }

    [Fact]
    public async Task The_same_upload_twice_is_one_file()
    {
        var sound = await _workshop.SoundAsync("sound.wav", "sine=f=440:d=2");
        var first = await _workshop.ImportAsync(sound);
        var second = await _workshop.ImportAsync(sound);
        Assert.Equal(first.ContentHash, second.ContentHash);
        Assert.Single(Directory.GetFiles(_workshop.LibraryFolder, "*.opus", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(Path.Combine(_workshop.LibraryFolder, "work")));
    }

    [Fact]
    public async Task The_name_of_an_upload_never_becomes_a_path()
    {
        await using var upload = File.OpenRead(await _workshop.SoundAsync("sound.wav", "sine=f=440:d=1"));
        await _workshop.ImportAsync(upload, "../../etc/evil\0.wav");
        var names = Directory.GetFiles(_workshop.LibraryFolder, "*", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);
        Assert.All(names, name => Assert.True(AudioFiles.IsContentHash(name!), name));
    }

    [Fact]
    public async Task Progress_rises_to_one()
    {
        var seen = new FakeProgress();
        await _workshop.ImportAsync(await _workshop.SoundAsync("sound.wav", Workshop.Chord(30)), seen);
        Assert.Equal(seen.Parts.Order(), seen.Parts);
        Assert.Equal(1, seen.Parts[^1]);
        Assert.True(seen.Parts.Count > 10);
    }

    [Fact]
    public async Task A_cancelled_import_leaves_nothing_behind()
    {
        using var cancel = new CancellationTokenSource();
        var sound = await _workshop.SoundAsync("sound.wav", "sine=f=440:d=120");
        var progress = new FakeProgress { At = part => { if (part > 0.4) { cancel.Cancel(); } } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _workshop.ImportAsync(sound, progress, cancel.Token));
        Assert.Empty(Directory.GetFiles(_workshop.LibraryFolder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_damaged_file_is_not_handed_out()
    {
        var imported = await _workshop.ImportAsync(await _workshop.SoundAsync("sound.wav", "sine=f=440:d=1"));
        var path = _workshop.Files.PathOf(imported.ContentHash);
        var bytes = await File.ReadAllBytesAsync(path, Workshop.Cancellation);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Workshop.Cancellation);
        var failure = await Assert.ThrowsAsync<AudioUnavailableException>(() => _workshop.Audio.OpenAsync(imported.ContentHash, Workshop.Cancellation));
        Assert.Contains("its bytes are not those that were stored", failure.Message, StringComparison.Ordinal);
    }

    private async Task AssertLevelledAsync(ImportedAudio imported, string what)
    {
        var (lufs, peak) = await _workshop.HearAsync(_workshop.Files.PathOf(imported.ContentHash));
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {lufs} LUFS, {peak} dB after a gain of {imported.GainDb:F1} dB");
        Assert.InRange(lufs, -16.7, -15.3);
        Assert.InRange(peak, -40, -1);
        Assert.Equal(lufs, imported.LevelledLufs, 0.11);
        Assert.Equal(peak, imported.LevelledTruePeakDb, 0.11);
    }

    private sealed class FakeProgress : IProgress<double>
    {
        public List<double> Parts { get; } = [];

        public Action<double>? At { get; init; }

        public void Report(double value)
        {
            Parts.Add(value);
            At?.Invoke(value);
        }
    }
}
