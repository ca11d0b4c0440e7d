namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>Modbus RTU boards with one coil for each relay, from coil 0 on; each change is read back.</summary>
internal sealed class ModbusBoard(BoardExchange exchange, BoardChannels channels, byte unit, bool hasAllCoils) : IBoardDialogue
{
    private const byte ReadCoils = 0x01;
    private const byte WriteCoil = 0x05;
    private const byte WriteCoils = 0x0F;
    private const byte AllCoils = 0xFF;

    public long Retries => exchange.Retries;

    public async Task<string?> GreetAsync(CancellationToken cancellation)
    {
        await ReadAsync(cancellation);
        return null;
    }

    public async Task<BoardAnswer?> DriveAsync(ushort relays, CancellationToken cancellation)
    {
        var request = Write(channels.FromRelays(relays));
        await exchange.AskAsync(request, heard => ModbusFrame.Find(heard, unit, request[1], length: 8), cancellation);
        return new BoardAnswer(channels.ToRelays(await ReadAsync(cancellation)));
    }

    /// <summary>One relay by function 05, several by 0F; Waveshare's boards let all go at once.</summary>
    internal byte[] Write(ushort wanted)
    {
        if (hasAllCoils && wanted == 0)
        {
            return ModbusFrame.Of(unit, WriteCoil, 0, AllCoils, 0, 0);
        }

        if (channels.Count == 1)
        {
            return ModbusFrame.Of(unit, WriteCoil, 0, 0, wanted == 0 ? (byte)0 : (byte)0xFF, 0);
        }

        return channels.Count <= 8
            ? ModbusFrame.Of(unit, WriteCoils, 0, 0, 0, (byte)channels.Count, 1, (byte)wanted)
            : ModbusFrame.Of(unit, WriteCoils, 0, 0, 0, (byte)channels.Count, 2, (byte)wanted, (byte)(wanted >> 8));
    }

    private async Task<ushort> ReadAsync(CancellationToken cancellation)
    {
        var bytes = (channels.Count + 7) / 8;
        var request = ModbusFrame.Of(unit, ReadCoils, 0, 0, 0, (byte)channels.Count);
        var answer = await exchange.AskAsync(request, heard => ModbusFrame.Find(heard, unit, ReadCoils, 5 + bytes), cancellation);
        var read = bytes == 1 ? answer[3] : answer[3] | (answer[4] << 8);
        return (ushort)(read & ((1 << channels.Count) - 1));
    }
}
