using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CloudBroadcast.Controller.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>A library in a temporary folder, sounds to put into it, and an ear of its own to check the result.</summary>
public sealed partial class Workshop : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("library").FullName;

    internal LibraryOptions Options { get; } = new();

    internal AudioFiles Files => new(Microsoft.Extensions.Options.Options.Create(new StorageOptions { DataFolder = _folder }));

    internal LibraryAudio Audio => new(Files, Microsoft.Extensions.Options.Options.Create(Options));

    public string LibraryFolder => System.IO.Path.Combine(_folder, "library");

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    internal async Task<ImportedAudio> ImportAsync(string path, IProgress<double>? progress = null, CancellationToken? cancellation = null)
    {
        await using var upload = File.OpenRead(path);
        return await ImportAsync(upload, System.IO.Path.GetFileName(path), progress, cancellation);
    }

    internal async Task<ImportedAudio> ImportAsync(
        Stream upload, string name, IProgress<double>? progress = null, CancellationToken? cancellation = null)
    {
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        using var import = new AudioImport(new Ffmpeg(options), Files, options, TimeProvider.System, NullLogger<AudioImport>.Instance);
        return await import.ImportAsync(upload, name, progress, cancellation ?? Cancellation);
    }

    internal async Task<string> RefusalAsync(string path) =>
        (await Assert.ThrowsAsync<AudioRefusedException>(() => ImportAsync(path))).Message;

    /// <summary>Makes a sound with ffmpeg's generators, for example <c>sine=f=440:d=3</c>.</summary>
    public async Task<string> SoundAsync(string name, string generator, params string[] encoding)
    {
        var path = Path(name);
        await RunAsync("ffmpeg", ["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", generator, .. encoding, path]);
        return path;
    }

    /// <summary>A generator of two tones for <see cref="SoundAsync"/>; one alone that is longer than three seconds is refused as a siren.</summary>
    public static string Chord(int seconds, int hertz = 500) =>
        string.Create(CultureInfo.InvariantCulture, $"aevalsrc='0.1*sin(2*PI*{hertz}*t)+0.1*sin(2*PI*{1.41 * hertz}*t)':d={seconds}");

    public async Task<string> SpeechAsync(string text)
    {
        var path = Path("speech.wav");
        await RunAsync("espeak-ng", ["-v", "cmn-latn-pinyin", "-w", path, text]);
        return path;
    }

    /// <summary>Loudness and true peak as ffmpeg hears a file, independent of what the import says.</summary>
    public async Task<(double Lufs, double TruePeakDb)> HearAsync(string path)
    {
        var log = await RunAsync("ffmpeg", ["-nostdin", "-nostats", "-i", path, "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"], errorsToo: true);
        var match = Heard().Match(log);
        return (double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), double.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
    }

    public static async Task<string> RunAsync(string program, string[] arguments, bool errorsToo = false)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, await errors);
        return await output + (errorsToo ? await errors : "");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GeneratedRegex(@"Summary:.*I:\s+(-?[\d.]+) LUFS.*Peak:\s+(-?[\d.]+) dBFS", RegexOptions.Singleline)]
    private static partial Regex Heard();
}
