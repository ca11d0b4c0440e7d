using System.Net;
using System.Security.Authentication;
using CloudBroadcast.DeviceAgent.Store;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Why something could not be fetched or sent.</summary>
/// <param name="What">In words.</param>
/// <param name="IsFinal">Trying again is of no use.</param>
internal sealed record SupplyProblem(string What, bool IsFinal = false);

/// <summary>
/// The HTTPS line to the controller (docs/wire/gateway-https.md): it shows the gateway's certificate, believes the town's
/// authority alone, and lets a broadcast on air have the line. Safe to use from many threads.
/// </summary>
internal sealed class SupplyLine : IDisposable
{
    /// <summary>Bytes that go at once; while anything is on air, each <see cref="ChunkPause"/>.</summary>
    public const int Chunk = 16 * 1024;

    /// <summary>What leaves the line to a broadcast on air.</summary>
    public static readonly TimeSpan ChunkPause = TimeSpan.FromSeconds(0.5);

    /// <summary>A line that is silent for so long is broken.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client;
    private readonly PlayoutDoor _playout;
    private readonly TimeProvider _time;

    public SupplyLine(ControllerAddress address, LinkCredentials credentials, ControllerClock clock, PlayoutDoor playout, TimeProvider time)
    {
        _playout = playout;
        _time = time;
        _client = NewClient(address, credentials, clock);
    }

    /// <summary>
    /// Goes on with a file behind what is here of it, until it is whole; what broke off is kept. Null when it is whole and bears
    /// out its name, else what went wrong.
    /// </summary>
    /// <param name="path">Where the controller has it.</param>
    /// <param name="download">What is here.</param>
    /// <param name="length">Of the whole file; another one is not fetched.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<SupplyProblem?> FetchAsync(string path, AudioDownload download, long length, CancellationToken cancellation) => WatchAsync(
        async (watch, token) =>
        {
            if (download.Length == length && download.IsGood())
            {
                return null;
            }

            if (await ReceiveAsync(path, download, length, watch, token) is { } problem)
            {
                return problem;
            }

            if (download.IsGood())
            {
                return null;
            }

            download.StartOver();
            return new SupplyProblem("the file that came is another one than was named", IsFinal: true);
        },
        cancellation);

    /// <summary>Sends bytes; null when the controller has them, else what went wrong.</summary>
    public Task<SupplyProblem?> SendAsync(string path, ReadOnlyMemory<byte> bytes, string contentType, CancellationToken cancellation) => WatchAsync(
        async (watch, token) =>
        {
            using var content = new PacedBytes(bytes, sent => PauseAsync(watch, sent)) { Headers = { ContentType = new(contentType) } };
            using var answer = await _client.PostAsync(new Uri(path, UriKind.Relative), content, token);
            return answer.IsSuccessStatusCode ? null : ProblemOf(answer);
        },
        cancellation);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Speaks with this controller alone, and shows it this gateway's certificate.</summary>
    internal static HttpClient NewClient(ControllerAddress address, LinkCredentials credentials, ControllerClock clock)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = Patience };
        handler.SslOptions.EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        handler.SslOptions.ClientCertificates = [credentials.Certificate];
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => credentials.Certificate;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => ServerCertificate.IsGood(
            certificate, chain, errors, credentials.Authorities, clock.IsAttested ? clock.Now : null);
        return new HttpClient(handler)
        {
            BaseAddress = new UriBuilder(Uri.UriSchemeHttps, address.Host, address.HttpsPort).Uri,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    private static SupplyProblem ProblemOf(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Forbidden => new("the controller does not know this gateway's certificate (403)", IsFinal: true),
        HttpStatusCode.NotFound => new("the controller does not have it (404)", IsFinal: true),
        HttpStatusCode.RequestEntityTooLarge => new("it is too long for the controller (413)", IsFinal: true),
        var status => new($"the controller answered {(int)status}"),
    };

    // The watch is wound up by each piece that comes: a line that is silent for so long is broken.
    private async Task<SupplyProblem?> WatchAsync(Func<ITimer, CancellationToken, Task<SupplyProblem?>> work, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var watch = _time.CreateTimer(_ => patience.Cancel(), null, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            return await work(watch, patience.Token);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            return new SupplyProblem(error.GetBaseException().Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new SupplyProblem("the controller fell silent");
        }
    }

    private async Task<SupplyProblem?> ReceiveAsync(string path, AudioDownload download, long length, ITimer watch, CancellationToken cancellation)
    {
        if (download.Length >= length)
        {
            download.StartOver();
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Range = download.Length > 0 ? new(download.Length, null) : null;
        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
        {
            return ProblemOf(answer);
        }

        if (answer.StatusCode == HttpStatusCode.OK || answer.Content.Headers.ContentRange?.From != download.Length)
        {
            download.StartOver();
        }

        if (answer.Content.Headers.ContentLength is not { } follows || download.Length + follows != length)
        {
            return new SupplyProblem($"the controller's file does not have the {length} bytes that were named", IsFinal: true);
        }

        await CopyAsync(answer, download, watch, cancellation);
        return null;
    }

    private async Task CopyAsync(HttpResponseMessage answer, AudioDownload download, ITimer watch, CancellationToken cancellation)
    {
        // Each piece goes to the disk as it comes: a line that never lasts for a whole chunk gets on, too.
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[Chunk];
        var unpaid = 0;
        for (int read; (read = await body.ReadAsync(buffer, cancellation)) > 0;)
        {
            download.Write(buffer.AsSpan(0, read));
            watch.Change(Patience, Timeout.InfiniteTimeSpan);
            unpaid += read;
            if (unpaid >= Chunk)
            {
                unpaid -= Chunk;
                await PauseAsync(watch, cancellation);
            }
        }
    }

    private Task PauseAsync(ITimer watch, CancellationToken cancellation)
    {
        watch.Change(Patience, Timeout.InfiniteTimeSpan);
        return _playout.OnAir() is null ? Task.CompletedTask : Task.Delay(ChunkPause, _time, cancellation);
    }

    /// <summary>Bytes that go chunk by chunk, with a word after each.</summary>
    private sealed class PacedBytes(ReadOnlyMemory<byte> bytes, Func<CancellationToken, Task> sent) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            for (var at = 0; at < bytes.Length; at += Chunk)
            {
                await stream.WriteAsync(bytes.Slice(at, Math.Min(Chunk, bytes.Length - at)), cancellationToken);
                await sent(cancellationToken);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
