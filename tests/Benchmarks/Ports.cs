using System.Net;
using System.Net.Sockets;
using CloudBroadcast.Town;

namespace CloudBroadcast.Benchmarks;

/// <summary>TCP ports of peers, which can't choose a free one themselves.</summary>
internal static class Ports
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>One that nobody listens on now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until a program listens on one.</summary>
    /// <exception cref="TownException">It ended instead.</exception>
    public static async Task UntilAnsweredAsync(int port, ChildProcess program, string logFile, CancellationToken cancellationToken)
    {
        while (!await AnswersAsync(port, cancellationToken))
        {
            if (program.HasExited)
            {
                throw new TownException($"{program.Name} did not come up; its log is {logFile}.");
            }

            await Task.Delay(PollEvery, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
