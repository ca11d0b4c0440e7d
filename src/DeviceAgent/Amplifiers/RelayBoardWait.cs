namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Waiting for a relay board to say something.</summary>
internal static class RelayBoardWait
{
    /// <summary>True once <paramref name="met"/> holds, false after <paramref name="timeout"/>.</summary>
    public static async Task<bool> UntilAsync(
        this IRelayBoard board,
        Func<RelayBoardState, bool> met,
        TimeSpan timeout,
        TimeProvider time,
        CancellationToken cancellation)
    {
        // Asynchronous continuations: the waiter must not run on the task that renews the relays.
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        board.Observed += Look;
        try
        {
            Look(board.State);
            await FirstOfAsync(seen.Task, timeout, time, cancellation);
            return seen.Task.IsCompleted;
        }
        finally
        {
            board.Observed -= Look;
        }

        void Look(RelayBoardState state)
        {
            if (met(state))
            {
                seen.TrySetResult();
            }
        }
    }

    /// <summary>Returns when the event has happened or the time has passed, without an exception for either.</summary>
    public static async Task FirstOfAsync(Task happened, TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (happened.IsCompleted)
        {
            return;
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(happened, Task.Delay(timeout, time, done.Token));
        done.Cancel();
        cancellation.ThrowIfCancellationRequested();
    }
}
