using System.Net;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>How an attempt to fetch a piece of audio ended.</summary>
internal enum FetchOutcome
{
    /// <summary>It is in the store, its hash good.</summary>
    Held,

    /// <summary>The line, the controller or the disk failed; what came is kept where it can be gone on with.</summary>
    Failed,

    /// <summary>The controller has none, or another thing under this name.</summary>
    Unfit,

    /// <summary>There is no room that something due earlier does not need.</summary>
    NoRoom,
}

/// <summary>
/// Fetches one piece of audio after another from the controller (docs/wire/gateway-https.md), and lets a broadcast on air have
/// the line. Used by one task at a time.
/// </summary>
internal sealed partial class AudioFetcher : IDisposable
{
    // An Opus packet and its share of a page (RFC 6716, section 3.2.1; RFC 3533, section 6), and tags of any sane length.
    private const long LargestPacket = 1300;
    private const long LargestTags = 1024 * 1024;

    private readonly AudioStore _store;
    private readonly FaultBoard _faults;
    private readonly PlayoutDoor _playout;
    private readonly TimeProvider _time;
    private readonly ILogger<AudioFetcher> _logger;
    private readonly HttpClient _client;

    public AudioFetcher(
        ControllerAddress address,
        LinkCredentials credentials,
        ControllerClock clock,
        AudioStore store,
        FaultBoard faults,
        PlayoutDoor playout,
        TimeProvider time,
        ILogger<AudioFetcher> logger)
    {
        _store = store;
        _faults = faults;
        _playout = playout;
        _time = time;
        _logger = logger;
        _client = SupplyLine.NewClient(address, credentials, clock);
    }

    /// <summary>Goes on with a piece until it is whole or the line breaks.</summary>
    public async Task<FetchOutcome> FetchAsync(AudioNeed need, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var watch = _time.CreateTimer(_ => patience.Cancel(), null, SupplyLine.Patience, Timeout.InfiniteTimeSpan);
        try
        {
            using var download = _store.Download(need.Item.Sha256);
            if (download.Length == 0 || !download.IsGood())
            {
                var outcome = await ReceiveAsync(need, download, watch, patience.Token);
                if (outcome != FetchOutcome.Held)
                {
                    return outcome;
                }
            }

            return Finish(download);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or UnauthorizedAccessException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            LogFailed(need.Item.Sha256, error is OperationCanceledException ? "it fell silent" : error.GetBaseException().Message);
            return FetchOutcome.Failed;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<FetchOutcome> ReceiveAsync(AudioNeed need, AudioDownload download, ITimer watch, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{GatewayPaths.Audio}/{need.Item.Sha256}");
        request.Headers.Range = download.Length > 0 ? new(download.Length, null) : null;
        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode == HttpStatusCode.OK
            || (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && download.Length > 0)
            || (answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From != download.Length))
        {
            download.StartOver();
        }

        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
        {
            LogFailed(need.Item.Sha256, $"status {(int)answer.StatusCode}");
            return answer.StatusCode == HttpStatusCode.NotFound ? FetchOutcome.Unfit : FetchOutcome.Failed;
        }

        var longest = need.Item.Packets * LargestPacket + LargestTags - download.Length;
        if (answer.Content.Headers.ContentLength is not { } length || length > longest)
        {
            LogFailed(need.Item.Sha256, "it is longer than it can be");
            return FetchOutcome.Unfit;
        }

        return _store.TryMakeRoom(need, length) ? await CopyAsync(answer, download, watch, cancellation) : FetchOutcome.NoRoom;
    }

    private async Task<FetchOutcome> CopyAsync(HttpResponseMessage answer, AudioDownload download, ITimer watch, CancellationToken cancellation)
    {
        using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[SupplyLine.Chunk];
        for (int read; (read = await body.ReadAtLeastAsync(buffer, SupplyLine.Chunk, throwOnEndOfStream: false, cancellation)) > 0;)
        {
            if (!TryWrite(download, buffer.AsSpan(0, read)))
            {
                return FetchOutcome.NoRoom;
            }

            watch.Change(SupplyLine.Patience, Timeout.InfiniteTimeSpan);
            if (_playout.OnAir() is not null)
            {
                await Task.Delay(SupplyLine.ChunkPause, _time, cancellation);
            }
        }

        return FetchOutcome.Held;
    }

    // The reserve is not for downloads: a full disk ends this one, and what came of it makes room.
    private bool TryWrite(AudioDownload download, ReadOnlySpan<byte> bytes)
    {
        try
        {
            download.Write(bytes);
            return true;
        }
        catch (IOException error)
        {
            LogFailed(download.Sha256, error.Message);
            _faults.Raise(FaultCode.DiskFull, error.Message);
            download.StartOver();
            return false;
        }
    }

    private FetchOutcome Finish(AudioDownload download)
    {
        if (!download.IsGood())
        {
            LogFailed(download.Sha256, "its hash is another");
            download.StartOver();
            return FetchOutcome.Unfit;
        }

        LogHeld(download.Sha256, download.Length);
        _store.Keep(download);
        return FetchOutcome.Held;
    }

    [LoggerMessage(LogLevel.Information, "Audio {Sha256} is held: {Bytes} bytes")]
    private partial void LogHeld(string sha256, long bytes);

    [LoggerMessage(LogLevel.Debug, "Audio {Sha256} could not be fetched: {Problem}")]
    private partial void LogFailed(string sha256, string problem);
}
