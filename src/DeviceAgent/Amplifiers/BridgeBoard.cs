namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Our relay bridge as a board: its hold is renewed while a relay is on, and it is only asked while all are off.</summary>
internal sealed class BridgeBoard : IBoardDialogue
{
    private readonly RelayConversation _conversation;
    private readonly BridgeDialogue _bridge;
    private readonly TimeSpan _hold;
    private readonly TimeProvider _time;
    private ushort? _asked;

    public BridgeBoard(Stream line, TimeSpan hold, TimeProvider time)
    {
        _conversation = new RelayConversation(line, time);
        _bridge = new BridgeDialogue(_conversation, time);
        _hold = hold;
        _time = time;
    }

    public long Retries => _conversation.Retries;

    public BridgeMeter? Meter { get; private set; }

    public async Task<string?> GreetAsync(CancellationToken cancellation)
    {
        var version = await _bridge.GreetAsync(cancellation);
        Meter = new BridgeMeter(_bridge, version, _time);
        return version.Firmware;
    }

    public async Task<BoardAnswer?> DriveAsync(ushort relays, CancellationToken cancellation)
    {
        var isQuestion = relays == 0 && _asked == 0;
        var answer = isQuestion ? await _bridge.QueryAsync(cancellation) : await _bridge.SetAsync(relays, _hold, cancellation);
        _asked = answer is null ? null : relays;
        return answer is { } status
            ? new BoardAnswer(status.Feedback) { UptimeMs = status.UptimeMs, HardCap = status.Flags.HasFlag(BridgeFlags.HardCap) }
            : null;
    }
}
