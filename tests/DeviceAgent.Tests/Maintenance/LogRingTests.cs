using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Maintenance;

public sealed class LogRingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lines_are_kept_with_time_level_and_error_each_on_a_line_of_its_own()
    {
        await using var ring = Ring();
        Log(ring, "Lost 8883\nagain", LogLevel.Warning, new IOException("no room"));

        Assert.Equal(["2026-11-24T07:00:00.000Z Warning: Link Lost 8883 | again System.IO.IOException: no room"], await LinesAsync(ring));
    }

    [Fact]
    public async Task What_an_earlier_run_left_is_there_too()
    {
        await using (var killed = Ring())
        {
            Log(killed, "before");
        }

        await using var ring = Ring();
        Log(ring, "after");

        Assert.Equal(["before", "after"], (await LinesAsync(ring)).Select(line => line.Split(' ')[^1]));
    }

    [Fact]
    public async Task It_never_takes_more_than_its_two_halves_and_keeps_the_newest()
    {
        const long Half = 20_000;
        await using var ring = Ring(Half);
        for (var count = 0; count < 1000; count++)
        {
            Log(ring, $"line {count} {new string('x', 60)}");
            if (count % 100 == 0)
            {
                await ring.CollectAsync(Cancellation);
            }
        }

        var lines = await LinesAsync(ring);
        Assert.InRange(new DirectoryInfo(_folder.Name).GetFiles().Sum(file => file.Length), Half, 2 * Half);
        Assert.Contains("line 999", lines[^1], StringComparison.Ordinal);
        Assert.InRange(lines.Length, 150, 400);
        var numbers = lines.Select(line => int.Parse(line.Split(' ')[4], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(Enumerable.Range(numbers[0], numbers.Length), numbers);
    }

    [Fact]
    public async Task A_disk_that_refuses_costs_lines_and_never_the_one_who_logs()
    {
        var file = _folder.File("no-folder");
        await File.WriteAllTextAsync(file, "", Cancellation);
        await using var ring = new LogRing(file, 1000, _time);

        Log(ring, "into nothing");

        Assert.Empty(await LinesAsync(ring));
    }

    private static void Log(LogRing ring, string text, LogLevel level = LogLevel.Information, Exception? error = null) =>
        ring.CreateLogger("Link").Log(level, default, text, error, (said, _) => said);

    private static async Task<string[]> LinesAsync(LogRing ring)
    {
        await using var gzip = new GZipStream(new MemoryStream(await ring.CollectAsync(Cancellation)), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return (await reader.ReadToEndAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private LogRing Ring(long half = 1 << 20) => new(_folder.Name, half, _time);
}
