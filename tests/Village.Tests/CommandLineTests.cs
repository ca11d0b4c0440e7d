using System.Diagnostics;
using System.Net;
using System.Text.Json;
using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>The town's command line, as a person or a script meets it.</summary>
[Collection(WholeMachine.Name)]
public class CommandLineTests
{
    private static string Program => Path.Combine(Checkout.Root, "artifacts", "bin", "Town", new DirectoryInfo(AppContext.BaseDirectory).Name, "CloudBroadcast.Town");

    [Theory]
    [InlineData("no such file", "broadcast", "/nonexistent/a.mp3")]
    [InlineData("no audio", "broadcast", "TEXTFILE")]
    [InlineData("no area of the town", "say", "你好", "--areas", "620321104999")]
    [InlineData("empty", "say", "  ")]
    [InlineData("0 to 100", "say", "你好", "--volume", "101")]
    [InlineData("--listen", "--listen", "北京")]
    public async Task Bad_input_is_one_clear_line_and_exit_code_2(string expected, params string[] arguments)
    {
        var text = Path.GetTempFileName();
        await File.WriteAllTextAsync(text, "this is no audio", TestContext.Current.CancellationToken);

        var (exitCode, error) = await RunAsync(arguments.Select(argument => argument == "TEXTFILE" ? text : argument));

        File.Delete(text);
        Assert.Equal(2, exitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task The_demo_says_where_it_is_and_ends_within_five_seconds_leaving_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-demo-").FullName;
        var ready = Path.Combine(folder, "ready.json");
        using var town = Process.Start(new ProcessStartInfo(Program, ["--port", "0", "--data", Path.Combine(folder, "town"), "--ready", ready]) { RedirectStandardOutput = true })!;
        var said = town.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(TimeSpan.FromMinutes(4));
            while (!File.Exists(ready))
            {
                Assert.False(town.HasExited, "the town ended before it was ready");
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
            }

            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(ready, limit.Token));
            var facts = document.RootElement;
            var gateways = facts.GetProperty("gateways").EnumerateArray().ToList();
            Assert.Equal(Place.All.Select(place => place.GatewayId), gateways.Select(gateway => gateway.GetProperty("id").GetString()));
            Assert.All(gateways, gateway => Assert.All(["certificate", "key", "serialPort"], name => Assert.True(File.Exists(gateway.GetProperty(name).GetString()))));
            using var http = new HttpClient();
            Assert.Contains("东寨镇云广播", WebUtility.HtmlDecode(await http.GetStringAsync(facts.GetProperty("console").GetString(), limit.Token)), StringComparison.Ordinal);
            http.DefaultRequestHeaders.Authorization = new("Bearer", facts.GetProperty("token").GetString());
            Assert.Contains("\"openapi\"", await http.GetStringAsync(facts.GetProperty("openapi").GetString(), limit.Token), StringComparison.Ordinal);

            using var kill = Process.Start("kill", ["-TERM", $"{town.Id}"]);
            limit.CancelAfter(TimeSpan.FromSeconds(5));
            await town.WaitForExitAsync(limit.Token);
            Assert.Equal(0, town.ExitCode);
            Assert.All(gateways, gateway => Assert.Throws<ArgumentException>(() => Process.GetProcessById(gateway.GetProperty("processId").GetInt32())));
            Assert.All(gateways, gateway => Assert.False(File.Exists(gateway.GetProperty("serialPort").GetString())));
            await said;
        }
        finally
        {
            town.Kill(entireProcessTree: true);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await error);
    }
}
