using System.Buffers.Binary;

namespace CloudBroadcast.Controller.Library.Import;

public sealed class BadAudioTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task An_empty_file_is_refused() =>
        Assert.Equal("\"a.mp3\" is empty.", await _workshop.RefusalAsync(await WriteAsync("a.mp3", [])));

    [Theory]
    [InlineData("text")]
    [InlineData("noise")]
    [InlineData("playlist")]
    [InlineData("picture")]
    public async Task What_is_not_audio_is_refused(string kind)
    {
        var path = kind == "picture"
            ? await _workshop.SoundAsync("a.png", "testsrc=d=1", "-frames:v", "1")
            : await WriteAsync("a.png", kind switch
            {
                "text" => "这不是音频"u8.ToArray(),
                "noise" => Noise(100_000),
                _ => "ffconcat version 1.0\nfile /etc/hostname\n"u8.ToArray(),
            });
        Assert.Equal("\"a.png\" is not audio, or of a kind that is not read here.", await _workshop.RefusalAsync(path));
    }

    [Fact]
    public async Task Silence_is_refused() =>
        Assert.Equal("\"a.wav\" is silent.", await _workshop.RefusalAsync(await _workshop.SoundAsync("a.wav", "anullsrc=d=2")));

    [Fact]
    public async Task A_whisper_is_raised_by_thirty_decibels_and_no_more()
    {
        var imported = await _workshop.ImportAsync(await _workshop.SoundAsync("a.flac", "sine=f=1000:d=3,volume=-40dB", "-sample_fmt", "s32"));
        Assert.Equal(30, imported.GainDb);
        Assert.InRange(imported.LevelledLufs, imported.MeasuredLufs + 29, imported.MeasuredLufs + 31);
    }

    [Fact]
    public async Task A_sound_too_short_to_measure_is_refused() =>
        Assert.Equal(
            "\"a.wav\" is 0.3 s long; at least 0.5 s are needed.",
            await _workshop.RefusalAsync(await _workshop.SoundAsync("a.wav", "sine=d=0.3")));

    [Theory]
    [InlineData("a.opus")]
    [InlineData("a.mp3")]
    [InlineData("a.wav")]
    public async Task A_sound_too_long_is_refused(string name)
    {
        _workshop.Options.MaxLength = TimeSpan.FromSeconds(10);
        Assert.Equal($"\"{name}\" is longer than 00:00:10.", await _workshop.RefusalAsync(await _workshop.SoundAsync(name, "sine=d=12")));
    }

    [Fact]
    public async Task An_upload_above_the_limit_is_refused_before_it_is_read_whole()
    {
        _workshop.Options.MaxUploadBytes = 100_000;
        await using var endless = new EndlessStream();
        var refusal = await Assert.ThrowsAsync<AudioRefusedException>(() => _workshop.ImportAsync(endless, "a.wav"));
        Assert.Equal("\"a.wav\" is larger than 100000 bytes.", refusal.Message);
        Assert.InRange(endless.Given, 100_000, 300_000);
        Assert.Empty(Directory.GetFiles(_workshop.LibraryFolder, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("a.m4a")]
    [InlineData("a.flac")]
    public async Task A_cut_file_is_refused(string name)
    {
        string[] encoding = name.EndsWith("m4a", StringComparison.Ordinal) ? ["-c:a", "aac", "-movflags", "+faststart"] : [];
        var whole = await File.ReadAllBytesAsync(await _workshop.SoundAsync("whole." + name, "anoisesrc=d=20:a=0.3", encoding), Workshop.Cancellation);
        var refusal = await _workshop.RefusalAsync(await WriteAsync(name, whole[..(whole.Length / 2)]));
        Assert.StartsWith($"\"{name}\" is cut off: it says 20", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_mp4_without_its_index_is_refused()
    {
        var whole = await File.ReadAllBytesAsync(await _workshop.SoundAsync("whole.m4a", "sine=d=5", "-c:a", "aac"), Workshop.Cancellation);
        var refusal = await _workshop.RefusalAsync(await WriteAsync("a.m4a", whole[..(whole.Length / 2)]));
        Assert.Equal("\"a.m4a\" is not audio, or of a kind that is not read here.", refusal);
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(3_000_000_000)]
    [InlineData(0)]
    public async Task A_wav_header_that_lies_about_the_length_is_not_believed(uint stated)
    {
        var bytes = await File.ReadAllBytesAsync(await _workshop.SoundAsync("whole.wav", "sine=d=3:r=48000", "-bitexact"), Workshop.Cancellation);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), stated);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(40), stated);
        var imported = await _workshop.ImportAsync(await WriteAsync("a.wav", bytes));
        Assert.Equal(3 * 48000, imported.LengthSamples);
    }

    [Fact]
    public async Task An_mp3_behind_a_huge_tag_is_read()
    {
        const int tagBytes = 8 * 1024 * 1024;
        var sound = await File.ReadAllBytesAsync(await _workshop.SoundAsync("whole.mp3", "sine=d=3", "-write_id3v2", "0"), Workshop.Cancellation);
        // ID3v2.4 header: its size in four times seven bits; nothing but padding in it.
        byte[] header = [.. "ID3"u8, 4, 0, 0, (tagBytes >> 21) & 127, (tagBytes >> 14) & 127, (tagBytes >> 7) & 127, tagBytes & 127];
        var imported = await _workshop.ImportAsync(await WriteAsync("a.mp3", [.. header, .. new byte[tagBytes], .. sound]));
        Assert.InRange(imported.LengthSamples / 48000.0, 2.95, 3.1);
    }

    [Fact]
    public async Task A_picture_in_an_mp3_is_left_alone()
    {
        var cover = await _workshop.SoundAsync("cover.png", "testsrc=d=1:s=2000x2000", "-frames:v", "1");
        var sound = await _workshop.SoundAsync("plain.mp3", "sine=d=3");
        var path = _workshop.Path("a.mp3");
        await Workshop.RunAsync("ffmpeg", ["-v", "error", "-i", sound, "-i", cover, "-map", "0:a", "-map", "1:v", "-c", "copy", path]);
        Assert.InRange((await _workshop.ImportAsync(path)).LengthSamples / 48000.0, 2.95, 3.1);
    }

    [Fact]
    public async Task A_missing_decoder_is_our_trouble_not_the_uploads()
    {
        _workshop.Options.FfprobePath = "no-such-ffprobe";
        var sound = await _workshop.SoundAsync("a.wav", "sine=d=1");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _workshop.ImportAsync(sound));
        Assert.StartsWith("\"no-such-ffprobe\" cannot be run", failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private async Task<string> WriteAsync(string name, byte[] bytes)
    {
        var path = _workshop.Path(name);
        await File.WriteAllBytesAsync(path, bytes, Workshop.Cancellation);
        return path;
    }

    private sealed class EndlessStream : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
