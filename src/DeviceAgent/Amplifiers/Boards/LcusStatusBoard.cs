using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>LC Technology's USB boards that answer FF with a line of text for each relay.</summary>
internal sealed partial class LcusStatusBoard(BoardExchange exchange, BoardChannels channels) : IBoardDialogue
{
    private static readonly byte[] Query = [0xFF];

    public long Retries => exchange.Retries;

    public async Task<string?> GreetAsync(CancellationToken cancellation)
    {
        await ReadAsync(cancellation);
        return null;
    }

    public async Task<BoardAnswer?> DriveAsync(ushort relays, CancellationToken cancellation)
    {
        var wanted = channels.FromRelays(relays);
        for (var channel = 0; channel < channels.Count; channel++)
        {
            await exchange.SendAsync(LcusBoard.Write(channel, (wanted & (1 << channel)) != 0), cancellation);
        }

        // The first answer may still be that from before the change.
        await ReadAsync(cancellation);
        return new BoardAnswer(channels.ToRelays(await ReadAsync(cancellation)));
    }

    /// <summary>Which relays are on by such lines; null while one of ours is not among them.</summary>
    internal static string? Find(ReadOnlySpan<byte> heard, int count)
    {
        var states = Line().Matches(Encoding.Latin1.GetString(heard))
            .GroupBy(line => int.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture), line => line.Groups[2].Value)
            .ToDictionary(line => line.Key, line => line.Last());
        var all = Enumerable.Range(1, count).Select(number => states.GetValueOrDefault(number)).ToList();
        return all.Contains(null) ? null : string.Concat(all.Select(state => state == "ON" ? '1' : '0'));
    }

    private async Task<ushort> ReadAsync(CancellationToken cancellation)
    {
        var states = await exchange.AskAsync(Query, heard => Find(heard, channels.Count), cancellation);
        return (ushort)states.Select((state, channel) => state == '1' ? 1 << channel : 0).Sum();
    }

    [GeneratedRegex(@"CH(\d): ?(ON|OFF) ?\r\n")]
    private static partial Regex Line();
}
