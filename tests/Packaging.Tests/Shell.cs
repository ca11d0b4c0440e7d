using System.Diagnostics;

namespace CloudBroadcast.Packaging;

/// <summary>Runs a program to its end.</summary>
internal static class Shell
{
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, params IEnumerable<string> arguments) =>
        RunAsync(program, new Dictionary<string, string>(), arguments);

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }

    public static async Task<string> GoodAsync(string program, params IEnumerable<string> arguments)
    {
        var (exitCode, output, errors) = await RunAsync(program, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {exitCode}: {errors}{output}");
        return output;
    }

    public static string Packaging(string file) => Path.Combine(Checkout.Root, "packaging", file);
}
