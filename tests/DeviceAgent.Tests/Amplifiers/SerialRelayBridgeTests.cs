using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

public sealed class SerialRelayBridgeTests : IAsyncDisposable
{
    private readonly WatchedTime _time = new();
    private readonly FakeBridgeLine _line = new();
    private readonly SerialRelayBoard _bridge;
    private Exception? _openFails;

    public SerialRelayBridgeTests() => _bridge = new SerialRelayBoard(
        new AmplifierOptions { Port = "fake", LongestOn = TimeSpan.FromSeconds(5) },
        () => _openFails is null ? _line.Open() : throw _openFails,
        _time,
        NullLogger<SerialRelayBoard>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _bridge.Dispose();
        await _line.DisposeAsync();
    }

    [Fact]
    public async Task It_greets_lets_go_and_then_asks_each_two_seconds()
    {
        await _bridge.StartAsync(Cancellation);
        await _time.PassAsync(2000);
        await _time.WaitBegunAsync(2000);

        Assert.Equal(["OPEN", "HELLO", "SET 000 3000", "QUERY"], _line.Log);
        Assert.Equal(RelayLink.Connected, _bridge.State.Link);
        Assert.Equal("1.0.0", _bridge.State.Firmware);
    }

    [Fact]
    public async Task What_is_held_is_told_at_once_and_renewed_each_second()
    {
        await StartHoldingAsync(0x003);
        await _time.PassAsync(1000);
        await _time.PassAsync(1000);
        await _time.WaitBegunAsync(1000);

        Assert.Equal(["SET 003 3000", "SET 003 3000", "SET 003 3000"], _line.Log[3..]);
        Assert.True(_bridge.State is { Asked: 3, Contacts: 3, Settled: true });
    }

    [Fact]
    public async Task A_silent_bridge_is_asked_three_times_and_then_opened_anew_and_told_again()
    {
        await StartHoldingAsync(0x001);
        await _time.WaitBegunAsync(1000);
        _line.IsSilent = true;
        _time.Advance(TimeSpan.FromSeconds(1));
        await _time.RunOutAsync(200);
        await _time.RunOutAsync(200);
        await _time.RunOutAsync(200);
        await _time.WaitBegunAsync(100);

        Assert.Equal(RelayLink.Lost, _bridge.State.Link);
        Assert.Equal("the bridge did not answer 3 times within 200 ms", _bridge.State.Problem);

        _line.IsSilent = false;
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await _time.WaitBegunAsync(1000);

        Assert.Equal(
            ["SET 001 3000", "SET 001 3000", "SET 001 3000", "SET 001 3000", "OPEN", "HELLO", "SET 001 3000"],
            _line.Log[3..]);
        Assert.True(_bridge.State is { Link: RelayLink.Connected, Problem: null });
    }

    [Fact]
    public async Task An_unplugged_line_is_opened_anew()
    {
        await StartHoldingAsync(0x001);
        await _time.WaitBegunAsync(1000);
        _line.Unplug();
        _time.Advance(TimeSpan.FromSeconds(1));
        await _time.PassAsync(100);
        await _time.WaitBegunAsync(1000);

        Assert.Equal(["SET 001 3000", "SET 001 3000", "OPEN", "HELLO", "SET 001 3000"], _line.Log[3..]);
    }

    [Fact]
    public async Task A_port_that_cannot_be_opened_is_tried_at_growing_distance()
    {
        _openFails = new UnauthorizedAccessException("Access to the port is denied.");
        await _bridge.StartAsync(Cancellation);
        foreach (var pause in (int[])[100, 200, 400, 800, 1600, 2000, 2000])
        {
            await _time.WaitBegunAsync(pause);
            Assert.Equal("Access to the port is denied.", _bridge.State.Problem);
            _openFails = pause == 2000 ? null : _openFails;
            _time.Advance(TimeSpan.FromMilliseconds(pause));
            if (_openFails is null)
            {
                break;
            }
        }

        await _time.WaitBegunAsync(2000);
        Assert.Equal(RelayLink.Connected, _bridge.State.Link);
    }

    [Fact]
    public async Task A_booting_board_is_greeted_for_three_seconds()
    {
        _line.IsSilent = true;
        await _bridge.StartAsync(Cancellation);
        for (var greeting = 0; greeting < 15; greeting++)
        {
            await _time.RunOutAsync(200);
        }

        await _time.WaitBegunAsync(100);
        Assert.Equal(["OPEN", .. Enumerable.Repeat("HELLO", 15)], _line.Log);
        Assert.Equal(RelayLink.Lost, _bridge.State.Link);
    }

    [Fact]
    public async Task The_longest_on_time_ends_a_hold_that_nobody_ends_and_says_so()
    {
        await StartHoldingAsync(0x003);
        for (var second = 0; second < 5; second++)
        {
            await _time.PassAsync(1000);
        }

        await _time.WaitBegunAsync(2000);
        Assert.Equal(0, _bridge.Held);
        Assert.Equal("let go after the longest on-time of 00:00:05", _bridge.State.Problem);
        Assert.Equal("SET 000 3000", _line.Log[^1]);

        _bridge.Hold(1);
        await _time.WaitBegunAsync(1000);
        Assert.Null(_bridge.State.Problem);
    }

    [Fact]
    public async Task Changing_zones_does_not_stretch_the_longest_on_time()
    {
        await StartHoldingAsync(0x003);
        for (var second = 0; second < 5; second++)
        {
            await _time.WaitBegunAsync(1000);
            _bridge.Hold((ushort)(second % 2 == 0 ? 0x005 : 0x003));
            await _time.PassAsync(1000);
        }

        await _time.WaitBegunAsync(2000);
        Assert.Equal(0, _bridge.Held);
    }

    [Fact]
    public async Task A_tripped_hard_cap_is_obeyed_and_said()
    {
        await _bridge.StartAsync(Cancellation);
        await _time.WaitBegunAsync(2000);
        _line.Instead = frame => SetRelays.TryDecode(frame.Payload.Span, out var set, out _) && set.Relays != 0
            ? new RelayFrame(frame.Sequence, RelayMessage.Refused, new BridgeRefused(RefusalCode.HardCap, frame.Type).Encode()).Encode()
            : null;

        _bridge.Hold(1);
        await _time.WaitBegunAsync(2000);

        Assert.Equal(["SET 001 3000", "SET 000 3000"], _line.Log[3..]);
        Assert.True(_bridge.State is { Link: RelayLink.Connected, Problem: "let go because the board's hard cap has tripped" });
    }

    [Fact]
    public async Task Another_refusal_is_a_fault_of_the_device()
    {
        _line.Instead = frame => frame.Type == RelayMessage.Set
            ? new RelayFrame(frame.Sequence, RelayMessage.Refused, new BridgeRefused(RefusalCode.OutOfRange, frame.Type).Encode()).Encode()
            : null;
        await _bridge.StartAsync(Cancellation);
        await _time.WaitBegunAsync(100);

        Assert.True(_bridge.State is { Link: RelayLink.Lost, Problem: "the bridge refused Set: OutOfRange" });
    }

    [Fact]
    public async Task A_bridge_of_another_protocol_is_not_used()
    {
        _line.Instead = frame => new RelayFrame(frame.Sequence, RelayMessage.Version, new BridgeVersion(2, 9, 0, 0, 9, 9, 1, 7200).Encode()).Encode();
        await _bridge.StartAsync(Cancellation);
        await _time.WaitBegunAsync(100);

        Assert.Equal(["OPEN", "HELLO"], _line.Log);
        Assert.Equal("the bridge speaks protocol 2, this agent 1", _bridge.State.Problem);
    }

    [Fact]
    public async Task Another_device_is_told_from_silence_within_two_seconds()
    {
        _line.Instead = _ => "hello\r\n"u8.ToArray();
        await _bridge.StartAsync(Cancellation);
        for (var greeting = 0; greeting < 9; greeting++)
        {
            await _time.RunOutAsync(200);
        }

        await _time.WaitBegunAsync(100);
        Assert.Equal(("something answers on the port, but not as a relay bridge", BoardTrouble.Foreign), (_bridge.State.Problem, _bridge.State.Trouble));

        _line.Instead = _ => null;
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await _time.WaitBegunAsync(2000);
        Assert.Equal((RelayLink.Connected, BoardTrouble.None, null), (_bridge.State.Link, _bridge.State.Trouble & BoardTrouble.Foreign, _bridge.State.Problem));
    }

    [Fact]
    public async Task A_restart_by_itself_is_told()
    {
        await _bridge.StartAsync(Cancellation);
        await _time.WaitBegunAsync(2000);
        _line.UptimeMs = 10;
        _time.Advance(TimeSpan.FromSeconds(2));
        await _time.WaitBegunAsync(2000);

        Assert.Equal(BoardTrouble.Restarted, _bridge.State.Trouble);
    }

    [Fact]
    public async Task Noise_half_frames_and_late_answers_before_the_answer_are_passed_over()
    {
        _line.Instead = frame =>
        {
            var late = _line.Answer(frame) with { Sequence = unchecked((byte)(frame.Sequence - 1)) };
            return [.. Enumerable.Repeat((byte)0x55, 100), 0, 0, .. late.Encode(), .. _line.Answer(frame).Encode()];
        };
        await _bridge.StartAsync(Cancellation);
        await _time.WaitBegunAsync(2000);

        Assert.Equal(["OPEN", "HELLO", "SET 000 3000"], _line.Log);
    }

    [Fact]
    public async Task Moving_contacts_are_asked_each_50_ms_until_the_grace_is_over()
    {
        _line.Welded = 0x004;
        var settled = new List<bool>();
        _bridge.Observed += state => settled.Add(state.Settled);
        await _bridge.StartAsync(Cancellation);
        for (var ask = 0; ask < 6; ask++)
        {
            await _time.PassAsync(50);
        }

        await _time.WaitBegunAsync(2000);
        Assert.Equal([false, false, false, false, false, false, true], settled);
        Assert.Equal((ushort?)4, _bridge.State.Contacts);
    }

    [Fact]
    public async Task An_orderly_stop_lets_go_first()
    {
        await StartHoldingAsync(0x003);
        await _time.WaitBegunAsync(1000);

        await _bridge.StopAsync(Cancellation);

        Assert.Equal("SET 000 3000", _line.Log[^1]);
    }

    [Fact]
    public async Task A_stop_that_is_no_stop_tells_the_bridge_nothing()
    {
        await StartHoldingAsync(0x003);
        await _time.WaitBegunAsync(1000);
        var before = _line.Log.Count;

        _bridge.Dispose();
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(before, _line.Log.Count);
    }

    private async Task StartHoldingAsync(ushort relays)
    {
        await _bridge.StartAsync(Cancellation);
        await _time.WaitBegunAsync(2000);
        _bridge.Hold(relays);
    }
}
