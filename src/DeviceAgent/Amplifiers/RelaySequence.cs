namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The two movements of an amplifier's relays, step by step; whoever calls sees to it that only one runs.</summary>
internal sealed class RelaySequence(IRelayBoard board, AmplifierOptions options, ushort power, TimeProvider time)
{
    /// <summary>Power, warm-up, zones, settling, and what the contacts say.</summary>
    /// <param name="target">All relays that shall be on, asked when the zones' turn comes.</param>
    /// <param name="kept">Zones that are on beside it and stay on.</param>
    /// <param name="concern">The relays whose contacts the answer speaks of.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    public async Task<AmplifierReadiness> RaiseAsync(Func<ushort> target, ushort kept, ushort concern, CancellationToken cancellation)
    {
        if (board.State.Link == RelayLink.Absent)
        {
            board.Hold(target());
            return AmplifierReadiness.NoBoard;
        }

        var isCold = (board.Held & power) != power || board.State.Link == RelayLink.Lost;
        if (isCold && power != 0)
        {
            var first = (ushort)(power | kept);
            if (!await DriveAsync(first, cancellation))
            {
                return Failed(first, target());
            }

            await RestAsync(options.WarmUp, cancellation);
        }

        var relays = target();
        var isSwitching = board.Held != relays;
        if (!await DriveAsync(relays, cancellation))
        {
            return Failed(relays, relays);
        }

        await RestAsync(isSwitching ? options.Settle : TimeSpan.Zero, cancellation);
        return await ReadBackAsync(relays, concern, cancellation);
    }

    /// <summary>From the last sample to the zones' release.</summary>
    public Task HoldOffAsync(CancellationToken cancellation) =>
        board.State.Link == RelayLink.Absent || board.Held == 0 ? Task.CompletedTask : RestAsync(options.HoldOff, cancellation);

    /// <summary>Lets all but these go.</summary>
    public async Task DropAsync(ushort kept, CancellationToken cancellation)
    {
        if (board.State.Link == RelayLink.Absent)
        {
            board.Hold(kept);
            return;
        }

        await DriveAsync(kept, cancellation);
        await SettledAsync(kept, cancellation);
    }

    /// <summary>Zones, gap, power.</summary>
    public async Task LowerAsync(CancellationToken cancellation)
    {
        if (board.State.Link == RelayLink.Absent || board.Held == 0)
        {
            board.Hold(0);
            return;
        }

        if (power != 0)
        {
            await DriveAsync((ushort)(board.Held & power), cancellation);
            await RestAsync(options.Gap, cancellation);
        }

        await DropAsync(0, cancellation);
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
        var readiness = await DriveAsync(relays, cancellation) ? await ReadBackAsync(relays, ushort.MaxValue, cancellation) : Failed(relays, target: 0);
        return readiness.What;
    }

    /// <summary>False when the bridge has not answered for this mask, or has let go by itself.</summary>
    private async Task<bool> DriveAsync(ushort relays, CancellationToken cancellation)
    {
        board.Hold(relays);
        await board.UntilAsync(
            state => state.Answered(relays) || board.Held != relays,
            board.LongestAnswer,
            time,
            cancellation);
        return board.State.Answered(relays) && board.Held == relays;
    }

    private Task<bool> SettledAsync(ushort relays, CancellationToken cancellation) => board.UntilAsync(
        state => (state.Answered(relays) && state.Settled) || board.Held != relays,
        options.FeedbackGrace + board.LongestAnswer,
        time,
        cancellation);

    private async Task<AmplifierReadiness> ReadBackAsync(ushort target, ushort concern, CancellationToken cancellation)
    {
        await SettledAsync(target, cancellation);
        var state = board.State;
        if (!state.Answered(target) || board.Held != target)
        {
            return Failed(target, target);
        }

        if (state.Contacts is not { } contacts)
        {
            return AmplifierReadiness.Unconfirmed;
        }

        return RelayMask.Disagreement((ushort)(target & concern), (ushort)(contacts & concern)) is { } what
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
            ? AmplifierReadiness.NotConfirmed(state.Problem ?? "the board has not carried it out yet")
            : AmplifierReadiness.PortFailed(state.Problem ?? "the board has not answered yet");
    }

    private Task RestAsync(TimeSpan rest, CancellationToken cancellation) =>
        rest > TimeSpan.Zero ? Task.Delay(rest, time, cancellation) : Task.CompletedTask;
}
