namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>LC Technology's USB boards: A0, relay, state, sum; they answer nothing, so nothing is confirmed.</summary>
internal sealed class LcusBoard(BoardExchange exchange, BoardChannels channels) : IBoardDialogue
{
    // Their controller is slow; two commands at once lose the second.
    private static readonly TimeSpan Listening = TimeSpan.FromMilliseconds(20);

    public long Retries => exchange.Retries;

    public Task<string?> GreetAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);

    public async Task<BoardAnswer?> DriveAsync(ushort relays, CancellationToken cancellation)
    {
        var wanted = channels.FromRelays(relays);
        for (var channel = 0; channel < channels.Count; channel++)
        {
            await exchange.SendAsync(Write(channel, (wanted & (1 << channel)) != 0), cancellation);
            if (await exchange.HearAsync(heard => $"{heard.Length}", Listening, cancellation) is not null)
            {
                throw new ForeignBoardException("something answers on the port, but an LCUS board without status answers nothing");
            }
        }

        return new BoardAnswer(Contacts: null);
    }

    internal static byte[] Write(int channel, bool on)
    {
        var number = (byte)(channel + 1);
        var state = on ? (byte)1 : (byte)0;
        return [0xA0, number, state, unchecked((byte)(0xA0 + number + state))];
    }
}
