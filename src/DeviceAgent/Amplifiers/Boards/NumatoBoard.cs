using System.Text;

namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>Numato's USB boards: a command line in ASCII, echoed, with the prompt &gt; after each answer; relays count from 0.</summary>
internal sealed class NumatoBoard(BoardExchange exchange, BoardChannels channels) : IBoardDialogue
{
    private ushort? _read;

    public long Retries => exchange.Retries;

    public Task<string?> GreetAsync(CancellationToken cancellation) => TellAsync("ver", cancellation)!;

    public async Task<BoardAnswer?> DriveAsync(ushort relays, CancellationToken cancellation)
    {
        var wanted = channels.FromRelays(relays);
        for (var channel = 0; channel < channels.Count; channel++)
        {
            // One relay at a time takes long: what reads right is left alone, except before the first reading.
            if (_read is not { } before || ((before ^ wanted) & (1 << channel)) != 0)
            {
                await TellAsync(Write(channel, (wanted & (1 << channel)) != 0), cancellation);
            }
        }

        _read = await ReadAsync(cancellation);
        return new BoardAnswer(channels.ToRelays(_read.Value));
    }

    internal static string Write(int channel, bool on) => $"relay {(on ? "on" : "off")} {channel}";

    /// <summary>What stands between the echoed command and the prompt, empty where nothing does; null while the prompt has not come.</summary>
    internal static string? Find(ReadOnlySpan<byte> heard, string command)
    {
        var text = Encoding.Latin1.GetString(heard);
        var echo = text.IndexOf(command, StringComparison.Ordinal);
        var prompt = echo < 0 ? -1 : text.IndexOf('>', echo);
        return prompt < 0 ? null : text[(echo + command.Length)..prompt].Trim();
    }

    private async Task<ushort> ReadAsync(CancellationToken cancellation)
    {
        var on = 0;
        for (var channel = 0; channel < channels.Count; channel++)
        {
            var answer = await TellAsync($"relay read {channel}", cancellation);
            on |= answer switch
            {
                "on" => 1 << channel,
                "off" => 0,
                _ => throw new ForeignBoardException($"the board says '{answer}' of relay {channel}: another kind of board, or fewer relays"),
            };
        }

        return (ushort)on;
    }

    private Task<string> TellAsync(string command, CancellationToken cancellation) =>
        exchange.AskAsync(Encoding.ASCII.GetBytes(command + "\r"), heard => Find(heard, command), cancellation);
}
