using System.Collections.Concurrent;
using System.Text;

namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>
/// A request at the head of what a fake board has heard: how many bytes it takes (0: not whole yet) and what is answered to it.
/// </summary>
internal delegate (int Length, byte[]? Answer) BoardCommand(ReadOnlySpan<byte> heard, bool[] relays);

/// <summary>A relay board of eight relays at the far end of a line, which behaves as its maker's sheet says.</summary>
internal sealed class FakeBoard : IAsyncDisposable
{
    private readonly Stream _line;
    private readonly BoardCommand _command;
    private readonly Task _serving;
    private readonly CancellationTokenSource _end = new();
    private readonly bool[] _relays = new bool[8];

    public FakeBoard(string port, BoardCommand command)
    {
        _line = SerialLine.Open(port, 9600);
        _command = command;
        _serving = ServeAsync();
    }

    /// <summary>Each change of its relays, relay 1 first, and when.</summary>
    public ConcurrentQueue<(DateTimeOffset At, string Relays)> Changes { get; } = new();

    public static BoardCommand Lcus { get; } = (heard, relays) =>
    {
        if (heard.Length < 4)
        {
            return (0, null);
        }

        Assert.True(heard[0] == 0xA0 && heard[3] == unchecked((byte)(heard[0] + heard[1] + heard[2])), Convert.ToHexString(heard));
        relays[heard[1] - 1] = heard[2] == 1;
        return (4, null);
    };

    public static BoardCommand LcusStatus { get; } = (heard, relays) => heard[0] == 0xFF
        ? (1, Encoding.ASCII.GetBytes(string.Concat(relays.Select((on, relay) => $"CH{relay + 1}: {(on ? "ON " : "OFF")}\r\n"))))
        : Lcus(heard, relays);

    public static BoardCommand Kmtronic { get; } = (heard, relays) =>
    {
        if (heard.Length < 3)
        {
            return (0, null);
        }

        if (heard[1] == 9)
        {
            return (3, [.. relays.Select(on => on ? (byte)1 : (byte)0)]);
        }

        relays[heard[1] - 1] = heard[2] == 1;
        return (3, null);
    };

    /// <summary>One with two relays, which tells only one at a time.</summary>
    public static BoardCommand SmallKmtronic { get; } = (heard, relays) =>
    {
        if (heard.Length < 3 || heard[1] > 2)
        {
            return (heard.Length < 3 ? 0 : 3, null);
        }

        return heard[2] == 3 ? (3, [0xFF, heard[1], relays[heard[1] - 1] ? (byte)1 : (byte)0]) : Kmtronic(heard, relays);
    };

    public static BoardCommand Numato { get; } = (heard, relays) =>
    {
        var end = heard.IndexOf((byte)'\r');
        if (end < 0)
        {
            return (0, null);
        }

        var line = Encoding.ASCII.GetString(heard[..end]);
        var words = line.Split(' ');
        var relay = words.Length == 3 ? words[2][0] - '0' : 0;
        relays[relay] = words.ElementAtOrDefault(1) switch { "on" => true, "off" => false, _ => relays[relay] };
        var answer = words switch
        {
            ["ver"] => "00000008\n\r",
            ["relay", "read", _] => relays[relay] ? "on\n\r" : "off\n\r",
            _ => "",
        };
        return (end + 1, Encoding.ASCII.GetBytes($"{line}\n\r{answer}>"));
    };

    public static BoardCommand R421A08 { get; } = (heard, relays) =>
    {
        if (heard.Length < 8)
        {
            return (0, null);
        }

        Assert.Equal(ModbusFrame.Of(heard[..6]), heard[..8].ToArray());
        if (heard[1] == 3)
        {
            var states = relays.Skip(heard[3] - 1).Take(heard[5]).SelectMany(on => new byte[] { 0, on ? (byte)1 : (byte)0 });
            return (8, ModbusFrame.Of([heard[0], 3, (byte)(2 * heard[5]), .. states]));
        }

        relays[heard[3] - 1] = heard[4] == 1;
        return (8, heard[..8].ToArray());
    };

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _line.DisposeAsync();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        var heard = new List<byte>();
        var bytes = new byte[256];
        while (true)
        {
            heard.AddRange(bytes[..await _line.ReadAsync(bytes, _end.Token)]);
            while (heard.Count > 0)
            {
                var before = string.Concat(_relays.Select(on => on ? '1' : '0'));
                var (length, answer) = _command(heard.ToArray(), _relays);
                if (length == 0)
                {
                    break;
                }

                heard.RemoveRange(0, length);
                var now = string.Concat(_relays.Select(on => on ? '1' : '0'));
                if (now != before)
                {
                    Changes.Enqueue((TimeProvider.System.GetUtcNow(), now));
                }

                await _line.WriteAsync(answer ?? [], _end.Token);
            }
        }
    }
}
