using System.Diagnostics;
using CloudBroadcast.Town;

namespace CloudBroadcast.Benchmarks;

/// <summary>Ways to take a figure.</summary>
internal static class Measuring
{
    private static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(50);

    /// <summary>The value that a share of all does not pass.</summary>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
    }

    /// <summary>Runs a program to its end; what it said.</summary>
    public static async Task<string> OutputOfAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? output : throw new TownException($"{program}: {await error}");
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Runs a program to its end; its wall and processor time.</summary>
    public static async Task<(TimeSpan Wall, TimeSpan Processor)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
        var ended = process.WaitForExitAsync(cancellationToken);
        var processor = TimeSpan.Zero;
        while (await Task.WhenAny(ended, Task.Delay(Sampling, TimeProvider.System, cancellationToken)) != ended)
        {
            processor = ProcessorTime(process) ?? processor;
        }

        await output;
        return process.ExitCode == 0 ? (watch.Elapsed, processor) : throw new TownException($"{program}: {await error}");
    }

    // A program that has ended tells nothing more: its last reading stands.
    private static TimeSpan? ProcessorTime(Process process)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Speaks a text over and over until it has the length, as a WAV file.</summary>
    public static async Task SpeakAsync(string file, TimeSpan length, CancellationToken cancellationToken)
    {
        var once = file + ".once.wav";
        await RunAsync("espeak-ng", ["-v", "cmn-latn-pinyin", "-s", "150", "-w", once,
            "各位村民，这里是东寨镇云广播。今天讲一讲宅基地，农村的宅基地归集体所有，不能卖给外村人。"], cancellationToken);
        await RunAsync("ffmpeg", ["-nostdin", "-y", "-v", "error", "-stream_loop", "-1", "-i", once, "-t", $"{length.TotalSeconds:0}", file], cancellationToken);
        File.Delete(once);
    }

    /// <summary>Pink noise of that length as a WAV file: of no other piece of it could a piece be taken for an echo.</summary>
    public static Task HissAsync(string file, TimeSpan length, CancellationToken cancellationToken) => RunAsync("ffmpeg",
        ["-nostdin", "-y", "-v", "error", "-f", "lavfi", "-i", $"anoisesrc=color=pink:seed=1:amplitude=0.5:sample_rate=48000:duration={length.TotalSeconds:0}", "-ac", "1", file],
        cancellationToken);

    /// <summary>Processor time of a program over a while, in per cent of one core.</summary>
    public static async Task<double> ProcessorPercentAsync(ChildProcess program, TimeSpan over, CancellationToken cancellationToken)
    {
        var before = program.ProcessorTime;
        var watch = Stopwatch.StartNew();
        await Task.Delay(over, TimeProvider.System, cancellationToken);
        return (program.ProcessorTime - before) / watch.Elapsed * 100;
    }
}
