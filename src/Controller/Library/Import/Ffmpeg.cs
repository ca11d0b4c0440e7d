using System.Globalization;
using CloudBroadcast.Controller.Library.Versions;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>What a file says of itself before it is decoded.</summary>
internal sealed record SourceInfo(string Container, string Codec, TimeSpan? Length, long? BitsPerSecond);

/// <summary>The ffmpeg runs of an import; a file that ffmpeg can't read gives null or a non-zero code, never an exception.</summary>
internal sealed class Ffmpeg(IOptions<LibraryOptions> options)
{
    // Demuxers that open other files or addresses (concat, hls, dash, playlists, images) stay out.
    private const string Formats = "mov,mp3,wav,w64,flac,ogg,aac,aiff,amr,matroska,asf";

    // No picture decoder: a cover is not looked at.
    private const string Codecs =
        "mp3,mp3float,mp2,mp2float,aac,aac_latm,alac,flac,vorbis,opus,libopus,speex,libspeex,amrnb,amrwb,wmav1,wmav2,ac3," +
        "pcm_s16le,pcm_s24le,pcm_s32le,pcm_u8,pcm_f32le,pcm_f64le,pcm_s16be,pcm_s24be,pcm_s32be,pcm_alaw,pcm_mulaw," +
        "adpcm_ms,adpcm_ima_wav,adpcm_ima_qt";

    private static readonly string[] Guard = ["-protocol_whitelist", "file,pipe", "-format_whitelist", Formats];

    private readonly LibraryOptions _options = options.Value;

    public async Task<SourceInfo?> ProbeAsync(string path, CancellationToken cancellation)
    {
        // Without the list of codecs: ffprobe, unlike ffmpeg, fails on a cover that it may not decode.
        using var json = new MemoryStream();
        var end = await ChildProcess.RunAsync(
            Call(_options.FfprobePath, [
                "-v", "error", .. Guard, "-select_streams", "a:0",
                "-show_entries", "format=format_name,duration:stream=codec_name,bit_rate", "-of", "json", path]),
            feed: null,
            (output, token) => output.CopyToAsync(json, token),
            cancellation);
        return end.ExitCode == 0 ? SourceInfoJson.Read(json.GetBuffer().AsMemory(0, (int)json.Length)) : null;
    }

    /// <summary>
    /// Decodes to a file of samples and measures on the way. The upload is decoded this once; one second past the longest
    /// allowed length is read, so that too long is seen.
    /// </summary>
    public Task<Loudness?> MeasureAsync(string path, string samples, Action<TimeSpan> at, CancellationToken cancellation) =>
        MeasureAsync(Upload(path), ["-f", "f32le", "-y", samples], feed: null, at, cancellation);

    /// <summary>Measures an Ogg Opus file while it is being written.</summary>
    public Task<Loudness?> MeasureAsync(Func<Stream, CancellationToken, Task> feed, CancellationToken cancellation) =>
        MeasureAsync(Upload("pipe:0"), ["-f", "null", "-"], feed, at: null, cancellation);

    /// <summary>The integrated loudness of samples behind a filter; without the true peak, which costs as much as all the rest.</summary>
    public async Task<double?> LoudnessAsync(string samples, string filter, CancellationToken cancellation)
    {
        var end = await ChildProcess.RunAsync(
            Call(_options.FfmpegPath, [.. Quiet("info"), .. Samples(samples), "-af", $"{filter},ebur128=framelog=verbose", "-f", "null", "-"]),
            feed: null,
            (output, token) => output.CopyToAsync(Stream.Null, token),
            cancellation);
        return end.ExitCode == 0 ? EbuSummary.ReadLufs(end.Errors) : null;
    }

    /// <summary>Sends samples through a filter to signed 16 bit.</summary>
    public Task<ChildEnd> FilterAsync(string samples, string filter, Func<Stream, CancellationToken, Task> read, CancellationToken cancellation) =>
        ChildProcess.RunAsync(
            Call(_options.FfmpegPath, [.. Quiet("error"), .. Samples(samples), "-af", filter, "-f", "s16le", "pipe:1"]),
            feed: null,
            read,
            cancellation);

    /// <summary>Writes a part of a library file as WAV, faded as asked; false when ffmpeg failed.</summary>
    public async Task<bool> CutAsync(string path, string target, Cut cut, CancellationToken cancellation)
    {
        var end = await ChildProcess.RunAsync(
            Call(_options.FfmpegPath, [
                .. Quiet("error"), .. Guard, "-codec_whitelist", Codecs, "-i", path, "-map", "0:a:0",
                "-af", cut.Filter(), "-c:a", "pcm_s16le", "-f", "wav", "-y", target]),
            feed: null,
            (output, token) => output.CopyToAsync(Stream.Null, token),
            cancellation);
        return end.ExitCode == 0;
    }

    private async Task<Loudness?> MeasureAsync(
        string[] input, string[] output, Func<Stream, CancellationToken, Task>? feed, Action<TimeSpan>? at, CancellationToken cancellation)
    {
        var length = TimeSpan.Zero;
        void Seen(TimeSpan seen)
        {
            length = seen;
            at?.Invoke(seen);
        }

        var end = await ChildProcess.RunAsync(
            Call(_options.FfmpegPath, [
                .. Quiet("info"), .. input, "-progress", "pipe:1", "-af", $"{Mono},ebur128=peak=true:framelog=verbose", .. output]),
            feed,
            (progress, token) => ReadProgressAsync(progress, Seen, token),
            cancellation);
        return end.ExitCode == 0 ? EbuSummary.Read(end.Errors, length) : null;
    }

    private static async Task ReadProgressAsync(Stream progress, Action<TimeSpan> at, CancellationToken cancellation)
    {
        using var reader = new StreamReader(progress);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith("out_time_us=", StringComparison.Ordinal) &&
                long.TryParse(line.AsSpan(12), CultureInfo.InvariantCulture, out var us))
            {
                at(TimeSpan.FromMicroseconds(us));
            }
        }
    }

    private static string[] Quiet(string verbosity) => ["-nostdin", "-hide_banner", "-nostats", "-v", verbosity];

    private string[] Upload(string path) => [
        .. Guard, "-codec_whitelist", Codecs, "-i", path,
        "-map", "0:a:0", "-vn", "-sn", "-dn", "-t", (_options.MaxLength.TotalSeconds + 1).ToString(CultureInfo.InvariantCulture)];

    private static string[] Samples(string path) => ["-protocol_whitelist", "file,pipe", "-f", "f32le", "-ar", "48000", "-ac", "1", "-i", path];

    // Float: a mix to mono or a gain may pass full scale before the limiter.
    private const string Mono = "aresample=48000,aformat=sample_fmts=flt:channel_layouts=mono";

    private ChildCall Call(string program, string[] arguments) =>
        new(program, arguments, _options.DecoderCpuLimit, _options.DecoderMemoryBytes);
}
