namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>eletechsup's R421A08 and its kin: Modbus RTU, but a relay is a register from 1 on, written 0100 for on and 0200 for off.</summary>
internal sealed class R421A08Board(BoardExchange exchange, BoardChannels channels, byte unit) : IBoardDialogue
{
    private const byte ReadRegisters = 0x03;
    private const byte WriteRegister = 0x06;

    private ushort? _read;

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
            // One relay at a time takes long: what reads right is left alone, except before the first reading.
            if (_read is not { } read || ((read ^ wanted) & (1 << channel)) != 0)
            {
                var request = Write(channel, (wanted & (1 << channel)) != 0);
                await exchange.AskAsync(request, heard => ModbusFrame.Find(heard, unit, WriteRegister, length: 8), cancellation);
            }
        }

        _read = await ReadAsync(cancellation);
        return new BoardAnswer(channels.ToRelays(_read.Value));
    }

    internal byte[] Write(int channel, bool on) => ModbusFrame.Of(unit, WriteRegister, 0, (byte)(channel + 1), on ? (byte)1 : (byte)2, 0);

    internal byte[] Read() => ModbusFrame.Of(unit, ReadRegisters, 0, 1, 0, (byte)channels.Count);

    private async Task<ushort> ReadAsync(CancellationToken cancellation)
    {
        var answer = await exchange.AskAsync(Read(), heard => ModbusFrame.Find(heard, unit, ReadRegisters, 5 + (2 * channels.Count)), cancellation);
        var on = 0;
        for (var channel = 0; channel < channels.Count; channel++)
        {
            on |= answer[4 + (2 * channel)] != 0 ? 1 << channel : 0;
        }

        return (ushort)on;
    }
}
