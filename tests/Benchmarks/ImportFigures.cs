using System.Diagnostics;
using CloudBroadcast.Town;

namespace CloudBroadcast.Benchmarks;

/// <summary>How fast a file becomes a programme, beside ffmpeg doing the same with loudnorm in two passes.</summary>
internal static class ImportFigures
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    public static async Task<IReadOnlyList<Row>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-bench-").FullName;
        try
        {
            var spoken = Path.Combine(folder, "ten-minutes.wav");
            var file = Path.Combine(folder, "ten-minutes.mp3");
            await Measuring.SpeakAsync(spoken, Length, cancellationToken);
            await Measuring.RunAsync("ffmpeg", ["-nostdin", "-y", "-v", "error", "-i", spoken, "-b:a", "128k", file], cancellationToken);
            await using var town = await TownRunner.StartAsync(new TownSettings { Folder = folder, Villages = [] }, cancellationToken);
            var watch = Stopwatch.StartNew();
            await town.Api.UploadAsync(file, "ten minutes", "notice", cancellationToken);
            var ours = Length / watch.Elapsed;
            var peer = await Measuring.RunAsync("ffmpeg", ["-nostdin", "-v", "info", "-i", file, "-af", "loudnorm=I=-16:TP=-2:LRA=11:print_format=json", "-f", "null", "-"], cancellationToken);
            var second = await Measuring.RunAsync("ffmpeg",
                ["-nostdin", "-y", "-v", "error", "-i", file, "-af", "loudnorm=I=-16:TP=-2:LRA=11,aresample=48000", "-ac", "1", "-c:a", "libopus", "-b:a", "32k", "-compression_level", "5", Path.Combine(folder, "peer.opus")],
                cancellationToken);
            return [new Row("import of a 10 min MP3", ours, "× real time", 50, HigherIsBetter: true, "ffmpeg loudnorm, two passes, libopus", Length / (peer.Wall + second.Wall))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
