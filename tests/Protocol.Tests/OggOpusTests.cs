using System.Diagnostics;
using System.Globalization;
using CsCheck;

namespace CloudBroadcast.Protocol;

public sealed class OggOpusTests
{
    // Configuration 5 (SILK, mediumband, 20 ms), one frame: RFC 6716 3.1.
    private const byte TwentyMilliseconds = 5 << 3;

    private static readonly Gen<OggOpusAudio> Audio =
        from packets in Gen.Byte.Array[0, 600].Select(tail => (ReadOnlyMemory<byte>)(byte[])[TwentyMilliseconds, .. tail]).Array[1, 130]
        from preSkip in Gen.Int[0, 960]
        from trim in Gen.Int[0, 959]
        let samples = packets.Length * Opus.SamplesPerPacket
        select new OggOpusAudio(packets, preSkip, Math.Max(0, samples - preSkip - trim));

    [Fact]
    public void What_is_written_reads_back() => Audio.Sample(audio =>
    {
        Assert.True(OggOpus.TryRead(Written(audio), out var read, out var problem), problem);
        Assert.Equal(audio.PreSkip, read.PreSkip);
        Assert.Equal(audio.LengthSamples, read.LengthSamples);
        Assert.Equal(audio.Packets.Select(Hex), read.Packets.Select(Hex));
    }, iter: 200);

    [Fact]
    public void One_changed_bit_is_refused() => Gen.Select(Audio, Gen.Int, Gen.Int[0, 7]).Sample((audio, place, bit) =>
    {
        var bytes = Written(audio).ToArray();
        bytes[(place & int.MaxValue) % bytes.Length] ^= (byte)(1 << bit);
        Assert.False(OggOpus.TryRead(new MemoryStream(bytes), out _, out var problem));
        Assert.NotEmpty(problem);
    }, iter: 200);

    [Fact]
    public void A_file_cut_anywhere_is_refused() => Gen.Select(Audio, Gen.Int).Sample((audio, place) =>
    {
        var bytes = Written(audio).ToArray();
        var cut = bytes[..((place & int.MaxValue) % bytes.Length)];
        Assert.False(OggOpus.TryRead(new MemoryStream(cut), out var read, out _));
        Assert.Empty(read.Packets);
    }, iter: 200);

    [Fact]
    public void Bytes_of_any_kind_never_throw() => Gen.Byte.Array[0, 400].Sample(tail =>
        Assert.False(OggOpus.TryRead(new MemoryStream([.. "OggS"u8, 0, .. tail]), out _, out _)), iter: 2000);

    [Fact]
    public void The_checksum_is_that_of_RFC_3533() =>
        // CRC-32 04c11db7, no reflection, start 0, no final xor: the catalogue's check of "123456789" for these parameters
        // (CRC-32/CKSUM without its length bytes and final xor).
        Assert.Equal(0x89a1897fu, OggChecksum.Of("123456789"u8));

    [Fact]
    public void A_file_longer_than_the_limit_is_refused()
    {
        var file = Written(Tone(packets: 100));
        var limits = new OggOpusLimits(1 << 20, TimeSpan.FromSeconds(1));
        Assert.False(OggOpus.TryRead(file, limits, out _, out var problem));
        Assert.Equal("longer than 00:00:01", problem);
    }

    [Fact]
    public void A_file_larger_than_the_limit_is_refused()
    {
        var file = Written(Tone(packets: 100));
        Assert.False(OggOpus.TryRead(file, new OggOpusLimits(200, TimeSpan.FromHours(1)), out _, out var problem));
        Assert.Equal("larger than 200 bytes", problem);
    }

    [Fact]
    public void Something_behind_the_last_page_is_refused()
    {
        var file = Written(Tone(packets: 3));
        byte[] longer = [.. file.ToArray(), 0];
        Assert.False(OggOpus.TryRead(new MemoryStream(longer), out _, out var problem));
        Assert.Equal("something follows the last page", problem);
    }

    [Theory]
    [InlineData(5 << 3, 1, true)]
    [InlineData(4 << 3, 1, false)]
    [InlineData((4 << 3) | 1, 2, true)]
    [InlineData((12 << 3) | 2, 2, true)]
    [InlineData((31 << 3) | 0, 1, true)]
    [InlineData((30 << 3) | 1, 2, true)]
    [InlineData((7 << 3) | 0, 1, false)]
    [InlineData((31 << 3) | 3, 1, false)]
    public void Only_packets_of_20_ms_are_taken(int first, int length, bool taken)
    {
        var packet = new byte[length];
        packet[0] = (byte)first;
        Assert.Equal(taken, OpusPacket.IsTwentyMilliseconds(packet, out _));
    }

    [Fact]
    public async Task Ffmpeg_reads_what_is_written_to_the_sample()
    {
        using var folder = new TemporaryFolder();
        var original = folder.File("original.opus");
        await Run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=f=440:d=3.21:r=48000", "-ac", "1", "-c:a", "libopus", "-b:a", "24k", original);
        var ours = folder.File("ours.opus");
        await using (var input = File.OpenRead(original))
        await using (var output = File.Create(ours))
        {
            Assert.True(OggOpus.TryRead(input, out var audio, out var problem), problem);
            Assert.Equal(154_080, audio.LengthSamples);
            Assert.Equal(312, audio.PreSkip);
            OggOpus.Write(output, audio);
        }

        Assert.Equal("opus,48000,1", (await Run("ffprobe", "-v", "error", "-show_entries", "stream=codec_name,sample_rate,channels", "-of", "csv=p=0", ours)).Trim());
        Assert.Equal(3.21 + (312 / 48000.0), double.Parse((await Run("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", ours)).Trim(), CultureInfo.InvariantCulture), 3);
        Assert.Equal(await DecodedHash(original), await DecodedHash(ours));
    }

    private static async Task<string> DecodedHash(string file) =>
        (await Run("ffmpeg", "-nostdin", "-v", "error", "-xerror", "-i", file, "-f", "md5", "-")).Trim();

    private static async Task<string> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await errors);
        return await output;
    }

    private static MemoryStream Written(OggOpusAudio audio)
    {
        var stream = new MemoryStream();
        OggOpus.Write(stream, audio);
        stream.Position = 0;
        return stream;
    }

    private static OggOpusAudio Tone(int packets) =>
        new([.. Enumerable.Repeat((ReadOnlyMemory<byte>)new byte[] { TwentyMilliseconds, 1, 2, 3 }, packets)], 312, (packets * 960) - 312);

    private static string Hex(ReadOnlyMemory<byte> packet) => Convert.ToHexString(packet.Span);

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("ogg").FullName;

        public string File(string name) => Path.Combine(_path, name);

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
