using System.Diagnostics;

namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>A serial line without hardware: what is written at one end is read at the other. Unplugging takes both ends away.</summary>
internal sealed class PtyPair : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("serial-line-");
    private Process? _socat;

    /// <summary>The agent's end.</summary>
    public string Port => Path.Combine(_folder.FullName, "agent");

    /// <summary>The board's end.</summary>
    public string Far => Path.Combine(_folder.FullName, "board");

    public static async Task<PtyPair> OpenAsync()
    {
        var pair = new PtyPair();
        await pair.PlugAsync();
        return pair;
    }

    public async Task PlugAsync()
    {
        _socat = Process.Start("socat", [$"pty,raw,echo=0,link={Port}", $"pty,raw,echo=0,link={Far}"]);
        await Eventually.TrueAsync(() => File.Exists(Port) && File.Exists(Far), "socat did not open its ends");
    }

    public async Task UnplugAsync()
    {
        if (_socat is { } socat)
        {
            socat.Kill();
            await socat.WaitForExitAsync(CancellationToken.None);
            socat.Dispose();
            _socat = null;
            File.Delete(Port);
            File.Delete(Far);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await UnplugAsync();
        _socat?.Dispose();
        _folder.Delete(recursive: true);
    }
}
