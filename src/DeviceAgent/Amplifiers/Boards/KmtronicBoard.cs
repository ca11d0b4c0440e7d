namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>KMTronic's USB boards: FF, relay, 00 or 01; the small ones tell one relay by FF, relay, 03, the others all by FF 09 00.</summary>
internal sealed class KmtronicBoard(BoardExchange exchange, BoardChannels channels) : IBoardDialogue
{
    private static readonly TimeSpan Listening = TimeSpan.FromMilliseconds(100);
    private static readonly byte[] QueryAll = [0xFF, 0x09, 0x00];

    private bool _tellsAll;

    public long Retries => exchange.Retries;

    public async Task<string?> GreetAsync(CancellationToken cancellation)
    {
        // A small board takes this for a relay that it hasn't, and stays silent.
        await exchange.SendAsync(QueryAll, cancellation);
        _tellsAll = await exchange.HearAsync(heard => FindAll(heard, channels.Count), Listening, cancellation) is not null;
        await ReadAsync(cancellation);
        return null;
    }

    public async Task<BoardAnswer?> DriveAsync(ushort relays, CancellationToken cancellation)
    {
        var wanted = channels.FromRelays(relays);
        for (var channel = 0; channel < channels.Count; channel++)
        {
            await exchange.SendAsync(Write(channel, (wanted & (1 << channel)) != 0), cancellation);
        }

        return new BoardAnswer(channels.ToRelays(await ReadAsync(cancellation)));
    }

    internal static byte[] Write(int channel, bool on) => [0xFF, (byte)(channel + 1), on ? (byte)1 : (byte)0];

    /// <summary>One byte for each relay, 0 or 1; a board has four or eight. Null while they have not come.</summary>
    internal static byte[]? FindAll(ReadOnlySpan<byte> heard, int count) =>
        heard.Length >= (count <= 4 ? 4 : 8) && heard.IndexOfAnyExcept((byte)0, (byte)1) < 0 ? heard.ToArray() : null;

    /// <summary>FF, relay, state.</summary>
    internal static byte[]? FindOne(ReadOnlySpan<byte> heard, int channel) =>
        heard.Length >= 3 && heard[0] == 0xFF && heard[1] == channel + 1 && heard[2] <= 1 ? heard[2..3].ToArray() : null;

    private async Task<ushort> ReadAsync(CancellationToken cancellation)
    {
        var on = 0;
        var all = _tellsAll ? await exchange.AskAsync(QueryAll, heard => FindAll(heard, channels.Count), cancellation) : null;
        for (var channel = 0; channel < channels.Count; channel++)
        {
            var asked = channel;
            var state = all?[channel] ?? (await exchange.AskAsync<byte[]>(
                new byte[] { 0xFF, (byte)(channel + 1), 0x03 }, heard => FindOne(heard, asked), cancellation))[0];
            on |= state << channel;
        }

        return (ushort)on;
    }
}
