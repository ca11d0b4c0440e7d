namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The questions that the agent puts to the bridge, and what it takes for an answer.</summary>
internal sealed class BridgeDialogue(RelayConversation conversation, TimeProvider time)
{
    private static readonly TimeSpan LongestBoot = TimeSpan.FromSeconds(3);

    // What a boot loader sends in its first moments is not another device yet.
    private static readonly TimeSpan LongestChatter = TimeSpan.FromSeconds(1.5);

    /// <summary>Opening the port resets most Arduino boards, whose boot loader then stays silent for 1 to 2 s.</summary>
    public async Task<BridgeVersion> GreetAsync(CancellationToken cancellation)
    {
        var opened = time.GetTimestamp();
        while (true)
        {
            RelayFrame answer;
            try
            {
                answer = await conversation.AskAsync(RelayMessage.Hello, default, cancellation);
            }
            catch (TimeoutException) when (time.GetElapsedTime(opened) < LongestBoot)
            {
                // Still booting, perhaps: ask again until the time is over.
                continue;
            }
            catch (ForeignBoardException) when (time.GetElapsedTime(opened) < LongestChatter)
            {
                continue;
            }

            return Version(answer);
        }
    }

    /// <summary>Renews the hold of these relays. Null when the bridge refuses because its hard cap has tripped.</summary>
    public async Task<BridgeStatus?> SetAsync(ushort relays, TimeSpan hold, CancellationToken cancellation)
    {
        var set = new SetRelays(relays, (ushort)hold.TotalMilliseconds);
        var answer = await conversation.AskAsync(RelayMessage.Set, set.Encode(), cancellation);
        if (answer.Type != RelayMessage.Refused || !BridgeRefused.TryDecode(answer.Payload.Span, out var refused, out _))
        {
            return Status(answer, relays);
        }

        return refused.Code == RefusalCode.HardCap
            ? null
            : throw new BoardException($"the bridge refused {refused.Type}: {refused.Code}");
    }

    /// <summary>Asks and renews nothing: for a bridge whose relays are all off.</summary>
    public async Task<BridgeStatus?> QueryAsync(CancellationToken cancellation) =>
        Status(await conversation.AskAsync(RelayMessage.Query, default, cancellation), relays: 0);

    /// <summary>Null when the bridge's firmware is older than measuring.</summary>
    public async Task<BridgeMeasures?> MeasureAsync(CancellationToken cancellation)
    {
        var answer = await conversation.AskAsync(RelayMessage.Measure, default, cancellation);
        if (answer.Type == RelayMessage.Measures && BridgeMeasures.TryDecode(answer.Payload.Span, out var measures, out _))
        {
            return measures;
        }

        return Refusal(answer) == RefusalCode.UnknownType ? null : throw NotUnderstood(answer);
    }

    /// <summary>Only while no relay is on. Null when the bridge's firmware is older than this.</summary>
    public async Task<BridgeVersion?> SetCapAsync(ushort capS, CancellationToken cancellation)
    {
        var answer = await conversation.AskAsync(RelayMessage.SetCap, new SetHardCap(capS).Encode(), cancellation);
        return Refusal(answer) == RefusalCode.UnknownType ? null : Version(answer);
    }

    /// <summary>Only while no relay is on. Null when the bridge's firmware is older than this.</summary>
    public async Task<BridgeFaults?> SelfTestAsync(CancellationToken cancellation)
    {
        var answer = await conversation.AskAsync(RelayMessage.SelfTest, default, cancellation);
        if (answer.Type == RelayMessage.Tested && BridgeTested.TryDecode(answer.Payload.Span, out var tested, out _))
        {
            return tested.Faults;
        }

        return Refusal(answer) == RefusalCode.UnknownType ? null : throw NotUnderstood(answer);
    }

    private static RefusalCode? Refusal(RelayFrame answer) =>
        answer.Type == RelayMessage.Refused && BridgeRefused.TryDecode(answer.Payload.Span, out var refused, out _) ? refused.Code : null;

    private static BridgeVersion Version(RelayFrame answer)
    {
        if (answer.Type != RelayMessage.Version || !BridgeVersion.TryDecode(answer.Payload.Span, out var version, out _))
        {
            throw NotUnderstood(answer);
        }

        return version.Protocol == RelayFrame.ProtocolVersion
            ? version
            : throw new ForeignBoardException($"the bridge speaks protocol {version.Protocol}, this agent {RelayFrame.ProtocolVersion}");
    }

    private static BridgeStatus Status(RelayFrame answer, ushort relays)
    {
        if (answer.Type != RelayMessage.Status || !BridgeStatus.TryDecode(answer.Payload.Span, out var status, out _))
        {
            throw NotUnderstood(answer);
        }

        return status.Relays == relays
            ? status
            : throw new BoardException($"the bridge drives relays {status.Relays:X3}, not {relays:X3}");
    }

    private static ForeignBoardException NotUnderstood(RelayFrame answer) =>
        new($"the bridge answered with {answer.Type} of {answer.Payload.Length} bytes");
}
