using System.Diagnostics;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>What a program that works on an operator's sound may use, and what it is run with.</summary>
/// <param name="Program">Its path or name.</param>
/// <param name="Arguments">Each by itself; no shell reads them.</param>
/// <param name="CpuLimit">Processor time.</param>
/// <param name="MemoryBytes">Address space.</param>
/// <param name="Niceness">0 for what nobody may wait for.</param>
internal sealed record ChildCall(string Program, IReadOnlyList<string> Arguments, TimeSpan CpuLimit, long MemoryBytes, int Niceness = 10);

/// <summary>How a program ended: its code and the end of what it wrote to standard error.</summary>
internal sealed record ChildEnd(int ExitCode, string Errors);

/// <summary>Runs a program that works on an operator's data: never through a shell, limited, and ended with its children.</summary>
internal static class ChildProcess
{
    private const int MaxErrorChars = 16 * 1024;

    /// <summary>prlimit's and nice's code for a program that is not there.</summary>
    private const int NotFound = 127;

    public static async Task<ChildEnd> RunAsync(
        ChildCall call,
        Func<Stream, CancellationToken, Task>? feed,
        Func<Stream, CancellationToken, Task> read,
        CancellationToken cancellation)
    {
        using var process = Start(call, feed is not null);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var killer = stop.Token.Register(() => Kill(process));
        try
        {
            var fed = feed is null ? Task.FromResult<IOException?>(null) : FeedAsync(process, feed, stop);
            var errors = ReadTailAsync(process.StandardError, stop.Token);
            await Task.WhenAll(ReadAsync(process, read, stop), fed, errors);
            await process.WaitForExitAsync(stop.Token);
            return Ended(call, process.ExitCode, await errors, await fed);
        }
        catch (IOException) when (cancellation.IsCancellationRequested)
        {
            // Killed in the middle of a read or write.
            throw new OperationCanceledException(cancellation);
        }
        finally
        {
            Kill(process);
        }
    }

    private static Process Start(ChildCall call, bool withInput)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] limited = OperatingSystem.IsLinux()
            ? ["nice", "-n", $"{call.Niceness}", "prlimit", $"--cpu={(long)call.CpuLimit.TotalSeconds}", $"--as={call.MemoryBytes}", "--core=0", "--", call.Program]
            : [call.Program];
        start.FileName = limited[0];
        foreach (var argument in limited.Skip(1).Concat(call.Arguments))
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"\"{call.Program}\" could not be started.");
        if (!withInput)
        {
            process.StandardInput.Close();
        }

        return process;
    }

    private static ChildEnd Ended(ChildCall call, int exitCode, string errors, IOException? notFed)
    {
        if (OperatingSystem.IsLinux() && exitCode == NotFound)
        {
            throw new InvalidOperationException($"\"{call.Program}\" cannot be run: {errors.Trim()}");
        }

        // A program that failed took not all of its input, and its code says why; otherwise the input failed.
        return exitCode != 0 || notFed is null ? new ChildEnd(exitCode, errors) : throw notFed;
    }

    private static async Task ReadAsync(Process process, Func<Stream, CancellationToken, Task> read, CancellationTokenSource stop)
    {
        var done = false;
        try
        {
            await read(process.StandardOutput.BaseStream, stop.Token);
            done = true;
        }
        finally
        {
            await StopUnlessAsync(done, stop);
        }
    }

    private static async Task<IOException?> FeedAsync(Process process, Func<Stream, CancellationToken, Task> feed, CancellationTokenSource stop)
    {
        var done = false;
        try
        {
            await feed(process.StandardInput.BaseStream, stop.Token);
            done = true;
            return null;
        }
        catch (IOException e) when (!stop.IsCancellationRequested)
        {
            done = true;
            return e;
        }
        finally
        {
            process.StandardInput.Close();
            await StopUnlessAsync(done, stop);
        }
    }

    // A program whose reader or feeder failed would wait for it for ever.
    private static Task StopUnlessAsync(bool done, CancellationTokenSource stop) => done ? Task.CompletedTask : stop.CancelAsync();

    private static async Task<string> ReadTailAsync(StreamReader reader, CancellationToken cancellation)
    {
        var tail = "";
        var buffer = new char[4096];
        int got;
        while ((got = await reader.ReadAsync(buffer, cancellation)) > 0)
        {
            tail += new string(buffer, 0, got);
            tail = tail.Length > MaxErrorChars ? tail[^MaxErrorChars..] : tail;
        }

        return tail;
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in between.
        }
    }
}
