using System.Collections.Concurrent;
using System.Diagnostics;

namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>A Modbus relay board in a process of its own, by pymodbus or by libmodbus.</summary>
internal sealed class PeerBoard : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "tests", "ModbusBoard");
    private static readonly Lazy<Task> Built = new(BuildAsync);

    private readonly Process _process;
    private readonly Task _reading;
    private volatile bool _isReady;

    private PeerBoard(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>Each change of its coils, relay 1 first, and when.</summary>
    public ConcurrentQueue<(DateTimeOffset At, string Coils)> Writes { get; } = new();

    public string Coils => Writes.LastOrDefault().Coils ?? "";

    public static async Task<PeerBoard> StartAsync(string by, string port, int unit, int coils)
    {
        await Built.Value;
        var (program, first) = by == "pymodbus"
            ? ("/usr/bin/python3", [Path.Combine(Folder, "modbus_board.py")])
            : (Path.Combine(Folder, "build", "modbus_board"), Array.Empty<string>());
        var start = new ProcessStartInfo(program, [.. first, port, $"{unit}", $"{coils}"]) { RedirectStandardOutput = true };
        var peer = new PeerBoard(Process.Start(start)!);
        await Eventually.TrueAsync(() => peer._isReady, $"{by} did not start");
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        _process.Dispose();
    }

    private static async Task BuildAsync()
    {
        using var make = Process.Start("make", ["-s", "-C", Folder]);
        await make.WaitForExitAsync();
        Assert.Equal(0, make.ExitCode);
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _isReady |= line == "READY";
            if (line.StartsWith("COILS ", StringComparison.Ordinal))
            {
                Writes.Enqueue((TimeProvider.System.GetUtcNow(), line["COILS ".Length..]));
            }
        }
    }
}
