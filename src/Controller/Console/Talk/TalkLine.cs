using System.Net.WebSockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CloudBroadcast.Controller.Broadcasts.Live;

namespace CloudBroadcast.Controller.Console.Talk;

/// <summary>What a speaker is told; members that don't belong to an event are left out.</summary>
internal sealed record TalkEvent(string Event)
{
    /// <summary>A sentence for the person.</summary>
    public string? Words { get; init; }

    /// <summary>Of <c>opened</c>: until something is heard. Of <c>speak</c>: that may be spoken.</summary>
    public long? Ms { get; init; }

    /// <summary>Of <c>opened</c>: the broadcast, so that it can be found on record.</summary>
    public Guid? BroadcastId { get; init; }

    /// <summary>Where it sounds.</summary>
    public IReadOnlyList<TalkHearer>? Hearers { get; init; }

    /// <summary>The loudness of the controller's own microphone, 0 to 1.</summary>
    public double? Level { get; init; }
}

/// <summary>A speaker's socket: frames in, events out, one writer at a time. What breaks on the way shows in <see cref="ReadAsync"/> alone.</summary>
internal sealed class TalkLine(WebSocket socket, CancellationToken aborted) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Tells the speaker; whoever takes nothing for five seconds is cut off.</summary>
    public async Task SendAsync(TalkEvent what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        patience.CancelAfter(Patience);
        await _one.WaitAsync(CancellationToken.None);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(what, Json), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            socket.Abort();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Takes what comes until the speaker lets go, is gone or sends what is no sound.</summary>
    public async Task ReadAsync(LiveTalk talk)
    {
        // One byte more than a frame may have: what fills it is too long.
        var buffer = new byte[TalkFrame.MaxBytes + 1];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), aborted) is { MessageType: not WebSocketMessageType.Close } got)
            {
                if (got is { MessageType: WebSocketMessageType.Text, Count: 3 } && buffer.AsSpan(0, 3).SequenceEqual("end"u8))
                {
                    talk.End(TalkEnd.Released);
                }
                else
                {
                    talk.Take(got.MessageType is WebSocketMessageType.Binary ? buffer.AsMemory(0, got.EndOfMessage ? got.Count : buffer.Length) : default);
                }

                if (talk.Problem is not null)
                {
                    return;
                }
            }

            talk.End(TalkEnd.Released);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            talk.End(TalkEnd.Lost);
        }
    }

    /// <summary>Says good-bye and waits a moment for the other side's.</summary>
    public async Task CloseAsync(Task reading, CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        patience.CancelAfter(Patience);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            }

            await reading.WaitAsync(patience.Token);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            socket.Abort();
        }
    }

    public void Dispose() => _one.Dispose();
}
