using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Town;

/// <summary>What became of a talk.</summary>
/// <param name="SpokenAt">When the mouth opened: the begin of the first packet.</param>
/// <param name="Heard">Each gateway's words as they were told last, by gateway.</param>
/// <param name="Events">All that was told.</param>
internal sealed record Talked(DateTimeOffset SpokenAt, IReadOnlyDictionary<string, string> Heard, IReadOnlyList<JsonElement> Events);

/// <summary>Somebody who talks live by the controller's socket: recorded packets in the place of a microphone, 20 ms each, in real time.</summary>
internal sealed class Talker(ControllerApi api, TimeProvider time)
{
    private const byte OpusForm = 1;
    private const int HeaderBytes = 5;

    private static readonly TimeSpan Piece = TimeSpan.FromMicroseconds(Opus.PacketUs);

    // 20 ms of silence (RFC 6716): what the microphone hears before anybody speaks.
    private static readonly byte[] Silence = [0xF8, 0xFF, 0xFE];

    /// <summary>Opens a talk, waits until it is heard, says the packets, lets go and waits for the end.</summary>
    public async Task<Talked> SpeakAsync(IEnumerable<string> areas, bool chime, IReadOnlyList<ReadOnlyMemory<byte>> packets, CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + api.Token);
        var address = new UriBuilder(new Uri(api.Address, "talk/socket")) { Scheme = "ws", Query = $"areas={string.Join(',', areas)}&chime={chime}" };
        await socket.ConnectAsync(address.Uri, cancellationToken);
        var speak = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = ReadAsync(socket, speak, cancellationToken);
        var spokenAt = await SendAsync(socket, packets, speak.Task, reading, cancellationToken);
        var events = await reading;
        var heard = events.Where(what => what.TryGetProperty("hearers", out _))
            .SelectMany(what => what.GetProperty("hearers").EnumerateArray())
            .GroupBy(hearer => hearer.GetProperty("id").GetString()!)
            .ToDictionary(group => group.Key, group => group.Last().GetProperty("words").GetString()!);
        return new Talked(spokenAt, heard, events);
    }

    private async Task<DateTimeOffset> SendAsync(
        ClientWebSocket socket, IReadOnlyList<ReadOnlyMemory<byte>> packets, Task speak, Task reading, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        var spokenAt = default(DateTimeOffset);
        uint number = 0;
        for (var said = 0; said < packets.Count && !reading.IsCompleted; number++)
        {
            // A packet can leave when its 20 ms are over.
            var wait = Piece * (number + 1) - time.GetElapsedTime(begin);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            var speaks = speak.IsCompleted;
            if (speaks && said == 0)
            {
                spokenAt = time.GetUtcNow() - Piece;
            }

            await socket.SendAsync(Frame(number, speaks ? packets[said] : Silence), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
            said += speaks ? 1 : 0;
        }

        if (!reading.IsCompleted)
        {
            await socket.SendAsync("end"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }

        return spokenAt;
    }

    private static async Task<List<JsonElement>> ReadAsync(ClientWebSocket socket, TaskCompletionSource speak, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var events = new List<JsonElement>();
        while (await socket.ReceiveAsync(buffer, cancellationToken) is { MessageType: WebSocketMessageType.Text } got)
        {
            var what = JsonDocument.Parse(buffer.AsMemory(0, got.Count)).RootElement.Clone();
            events.Add(what);
            if (what.GetProperty("event").GetString() == "speak")
            {
                speak.TrySetResult();
            }
        }

        return events;
    }

    private static byte[] Frame(uint number, ReadOnlyMemory<byte> packet)
    {
        var frame = new byte[HeaderBytes + packet.Length];
        frame[0] = OpusForm;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), number);
        packet.CopyTo(frame.AsMemory(HeaderBytes));
        return frame;
    }
}
