using System.Globalization;
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

    /// <summary>Decodes once and measures; reads one second past the longest allowed length, so that too long is seen.</summary>
    public Task<Loudness?> MeasureAsync(string path, string filter, Action<TimeSpan>? at, CancellationToken cancellation) =>
        MeasureAsync(path, filter, feed: null, at, cancellation);

    /// <summary>Measures an Ogg Opus file while it is being written.</summary>
    public Task<Loudness?> MeasureAsync(Func<Stream, CancellationToken, Task> feed, CancellationToken cancellation) =>
        MeasureAsync("pipe:0", "", feed, at: null, cancellation);

    /// <summary>Decodes to 48 kHz mono, signed 16 bit, through a filter.</summary>
    public Task<ChildEnd> DecodeAsync(string path, string filter, Func<Stream, CancellationToken, Task> read, CancellationToken cancellation) =>
        ChildProcess.RunAsync(
            Call(_options.FfmpegPath, [.. Input(path, "error"), "-af", Mono + filter, "-f", "s16le", "pipe:1"]),
            feed: null,
            read,
            cancellation);

    // Float from here on: a mix to mono or a gain may pass full scale before the limiter.
    private const string Mono = "aresample=48000,aformat=sample_fmts=flt:channel_layouts=mono,";

    private async Task<Loudness?> MeasureAsync(
        string path, string filter, Func<Stream, CancellationToken, Task>? feed, Action<TimeSpan>? at, CancellationToken cancellation)
    {
        var length = TimeSpan.Zero;
        var end = await ChildProcess.RunAsync(
            Call(_options.FfmpegPath, [
                .. Input(path, "info"), "-progress", "pipe:1", "-af", $"{Mono}{filter}ebur128=peak=true:framelog=verbose", "-f", "null", "-"]),
            feed,
            (output, token) => ReadProgressAsync(
                output,
                seen =>
                {
                    length = seen;
                    at?.Invoke(seen);
                },
                token),
            cancellation);
        return end.ExitCode == 0 ? EbuSummary.Read(end.Errors, length) : null;
    }

    private static async Task ReadProgressAsync(Stream output, Action<TimeSpan> at, CancellationToken cancellation)
    {
        using var reader = new StreamReader(output);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith("out_time_us=", StringComparison.Ordinal) &&
                long.TryParse(line.AsSpan(12), CultureInfo.InvariantCulture, out var us))
            {
                at(TimeSpan.FromMicroseconds(us));
            }
        }
    }

    private string[] Input(string path, string verbosity) => [
        "-nostdin", "-hide_banner", "-nostats", "-v", verbosity, .. Guard, "-codec_whitelist", Codecs, "-i", path,
        "-map", "0:a:0", "-vn", "-sn", "-dn", "-t", (_options.MaxLength.TotalSeconds + 1).ToString(CultureInfo.InvariantCulture)];

    private ChildCall Call(string program, string[] arguments) =>
        new(program, arguments, _options.DecoderCpuLimit, _options.DecoderMemoryBytes);
}
