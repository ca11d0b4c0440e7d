using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>
/// The running agent's door for the commands on the same machine: a socket in the store's folder that takes one line and gives
/// one answer. A socket and no file: it is there only while somebody is behind it, can be asked to do something, and writes
/// nothing on a memory card. Who may enter the store's folder may ask.
/// </summary>
internal sealed partial class LocalDoor(string storeFolder, Func<string, CancellationToken, Task<DoorAnswer>> answer, TimeProvider time, ILogger<LocalDoor> logger)
    : BackgroundService
{
    /// <summary>Its name in the store's folder.</summary>
    public const string FileName = "agent.sock";

    // The longest address of unix(7), without its closing zero.
    private const int LongestPath = 107;
    private const int LongestLine = 200;
    private const int Waiting = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Where the door of a store is; null where its path is too long for a socket.</summary>
    public static UnixDomainSocketEndPoint? Of(string storeFolder) =>
        PathOf(storeFolder) is var path && Encoding.UTF8.GetByteCount(path) <= LongestPath ? new UnixDomainSocketEndPoint(path) : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var door = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (!TryOpen(door))
        {
            return;
        }

        try
        {
            while (true)
            {
                _ = ServeAsync(await door.AcceptAsync(stoppingToken), stoppingToken);
            }
        }
        finally
        {
            File.Delete(PathOf(storeFolder));
        }
    }

    private static string PathOf(string storeFolder) => Path.Combine(Path.GetFullPath(storeFolder), FileName);

    // What an agent that was killed has left is in the way; a second one can't be here, the ledger keeps it out.
    private bool TryOpen(Socket door)
    {
        var path = PathOf(storeFolder);
        try
        {
            File.Delete(path);
            door.Bind(Of(storeFolder) ?? throw new IOException($"its path is longer than {LongestPath} bytes"));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            door.Listen(Waiting);
            return true;
        }
        catch (Exception error) when (error is SocketException or IOException or UnauthorizedAccessException)
        {
            LogShut(path, error.Message);
            return false;
        }
    }

    private async Task ServeAsync(Socket visitor, CancellationToken stopping)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            await using var stream = new NetworkStream(visitor, ownsSocket: true);
            if (await ReadLineAsync(stream, stopping) is { } line)
            {
                // Who goes away while it is done wants it ended: what it closed opens again.
                var gone = WatchAsync(stream, left);
                var said = await answer(line, left.Token);
                await JsonSerializer.SerializeAsync(stream, said, DoorJsonContext.Default.DoorAnswer, stopping);
                visitor.Shutdown(SocketShutdown.Both);
                await gone;
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            LogGone(error.Message);
        }
    }

    private static async Task WatchAsync(NetworkStream stream, CancellationTokenSource left)
    {
        try
        {
            _ = await stream.ReadAsync(new byte[1], CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Gone, too.
        }

        await left.CancelAsync();
    }

    private async Task<string?> ReadLineAsync(NetworkStream stream, CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var watch = time.CreateTimer(_ => patience.Cancel(), null, Patience, Timeout.InfiniteTimeSpan);
        var buffer = new byte[LongestLine];
        for (var length = 0; length < buffer.Length;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), patience.Token);
            if (read == 0)
            {
                return null;
            }

            length += read;
            if (buffer[length - 1] == '\n')
            {
                return Encoding.UTF8.GetString(buffer, 0, length - 1);
            }
        }

        return null;
    }

    [LoggerMessage(LogLevel.Information, "{Door}: no door for the commands on this machine: {Problem}")]
    private partial void LogShut(string door, string problem);

    [LoggerMessage(LogLevel.Debug, "A command at the door went away: {Problem}")]
    private partial void LogGone(string problem);
}
