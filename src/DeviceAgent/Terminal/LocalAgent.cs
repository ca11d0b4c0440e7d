using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CloudBroadcast.DeviceAgent.Store;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>The agent of this machine, seen from a command: whether it runs, and what it answers.</summary>
internal sealed class LocalAgent(string storeFolder, TimeProvider time)
{
    // A trial of the relays takes a few seconds, and a board that is lost takes its time to say so.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _ledger = Path.Combine(storeFolder, Ledger.FileName);

    /// <summary>Whether a process holds the store; it may be one that does not answer.</summary>
    public bool IsRunning
    {
        get
        {
            using var place = TakePlace();
            return place is null;
        }
    }

    /// <summary>Asks it one line; null when nobody is at the door.</summary>
    /// <exception cref="IOException">It is there and does not answer.</exception>
    public async Task<DoorAnswer?> AskAsync(string line, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var watch = time.CreateTimer(_ => patience.Cancel(), null, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            if (LocalDoor.Of(storeFolder) is not { } door)
            {
                return null;
            }

            await socket.ConnectAsync(door, patience.Token);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), patience.Token);
            return await JsonSerializer.DeserializeAsync(stream, DoorJsonContext.Default.DoorAnswer, patience.Token);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable || !File.Exists(Path.Combine(storeFolder, LocalDoor.FileName)))
        {
            return null;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new UnauthorizedAccessException($"{storeFolder}: only root and the agent's own user may ask the agent; use sudo.", error);
        }
        catch (Exception error) when (error is SocketException or JsonException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new IOException("the agent runs and does not answer at its door; if that stays so, restart it: systemctl restart cloudbroadcast-agent", error);
        }
    }

    /// <summary>Takes the agent's place, so that it can't start meanwhile; null while it runs.</summary>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public IDisposable? TakePlace()
    {
        try
        {
            // The lock that the agent holds, too; nothing is read or written.
            return new FileStream(_ledger, FileMode.Open, FileAccess.Read, FileShare.None);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // No agent has ever run on this store.
            return new MemoryStream();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
