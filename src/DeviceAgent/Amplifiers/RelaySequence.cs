namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The two movements of an amplifier's relays, step by step; whoever calls sees to it that only one runs.</summary>
internal sealed class RelaySequence(IRelayBoard board, AmplifierOptions options, ushort power, TimeProvider time)
{
    /// <summary>Power, warm-up, zones, settling, and what the contacts say.</summary>
    public async Task<AmplifierReadiness> RaiseAsync(ushort target, CancellationToken cancellation)
    {
        if (board.State.Link == RelayLink.Absent)
        {
            board.Hold(target);
            return AmplifierReadiness.NoBoard;
        }

        var isCold = (board.Held & power) != power || board.State.Link == RelayLink.Lost;
        if (isCold && power != 0)
        {
            if (!await DriveAsync(power, cancellation))
            {
                return Failed(power, target);
            }

            await RestAsync(options.WarmUp, cancellation);
        }

        var isSwitching = board.Held != target;
        if (!await DriveAsync(target, cancellation))
        {
            return Failed(target, target);
        }

        await RestAsync(isSwitching ? options.Settle : TimeSpan.Zero, cancellation);
        return await ReadBackAsync(target, cancellation);
    }

    /// <summary>Hold-off, zones, gap, power.</summary>
    public async Task LowerAsync(CancellationToken cancellation)
    {
        if (board.State.Link == RelayLink.Absent || board.Held == 0)
        {
            board.Hold(0);
            return;
        }

        await RestAsync(options.HoldOff, cancellation);
        if (power != 0)
        {
            await DriveAsync((ushort)(board.Held & power), cancellation);
            await RestAsync(options.Gap, cancellation);
        }

        await DriveAsync(0, cancellation);
        await SettledAsync(0, cancellation);
    }

    /// <summary>These relays alone, what the contacts say, and the same after letting go; what was wrong, or null.</summary>
    public async Task<string?> TestAsync(ushort relays, TimeSpan length, CancellationToken cancellation)
    {
        if (board.State.Link == RelayLink.Absent)
        {
            return null;
        }

        var closed = await DriveAndReadAsync(relays, cancellation);
        await RestAsync(length, cancellation);
        var open = await DriveAndReadAsync(0, cancellation);
        return closed ?? open;
    }

    private async Task<string?> DriveAndReadAsync(ushort relays, CancellationToken cancellation)
    {
        var readiness = await DriveAsync(relays, cancellation) ? await ReadBackAsync(relays, cancellation) : Failed(relays, target: 0);
        return readiness.What;
    }

    /// <summary>False when the bridge has not answered for this mask, or has let go by itself.</summary>
    private async Task<bool> DriveAsync(ushort relays, CancellationToken cancellation)
    {
        board.Hold(relays);
        await board.UntilAsync(
            state => state.Answered(relays) || board.Held != relays,
            RelayConversation.LongestExchange,
            time,
            cancellation);
        return board.State.Answered(relays) && board.Held == relays;
    }

    private Task<bool> SettledAsync(ushort relays, CancellationToken cancellation) => board.UntilAsync(
        state => (state.Answered(relays) && state.Settled) || board.Held != relays,
        options.FeedbackGrace + RelayConversation.LongestExchange,
        time,
        cancellation);

    private async Task<AmplifierReadiness> ReadBackAsync(ushort target, CancellationToken cancellation)
    {
        await SettledAsync(target, cancellation);
        var state = board.State;
        if (!state.Answered(target) || board.Held != target)
        {
            return Failed(target, target);
        }

        return RelayMask.Disagreement(target, state.Contacts) is { } what
            ? AmplifierReadiness.NotConfirmed(what)
            : AmplifierReadiness.Ready;
    }

    private AmplifierReadiness Failed(ushort asked, ushort target)
    {
        // A lost bridge carries the wish out when it is back; one that let go by itself is not pushed again.
        if (board.Held == asked)
        {
            board.Hold(target);
        }

        var state = board.State;
        return state.Link == RelayLink.Connected
            ? AmplifierReadiness.NotConfirmed(state.Problem ?? "the bridge has not carried it out yet")
            : AmplifierReadiness.PortFailed(state.Problem ?? "the bridge has not answered yet");
    }

    private Task RestAsync(TimeSpan rest, CancellationToken cancellation) =>
        rest > TimeSpan.Zero ? Task.Delay(rest, time, cancellation) : Task.CompletedTask;
}
