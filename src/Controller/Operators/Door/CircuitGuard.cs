using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Operators.Door;

/// <summary>Ends the live connection of a page when its session ends: the account locked or changed, or its time over.</summary>
internal sealed class CircuitGuard(RequestDelegate next, Sessions sessions, SessionEnds ends, IOptions<OperatorOptions> options, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.IsSocket() || context.User.AccountId() is not { } account)
        {
            await next(context);
            return;
        }

        void EndIfOurs(Guid ended)
        {
            if (ended == account)
            {
                context.Abort();
            }
        }

        using var closed = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        ends.Ended += EndIfOurs;
        var watch = WatchAsync(context, closed.Token);
        try
        {
            await next(context);
        }
        finally
        {
            ends.Ended -= EndIfOurs;
            await closed.CancelAsync();
            await watch;
        }
    }

    // Another controller may have locked the account, and nothing tells us when eight hours are over.
    private async Task WatchAsync(HttpContext context, CancellationToken closed)
    {
        using var timer = new PeriodicTimer(options.Value.CheckEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(closed))
            {
                if (!await sessions.IsGoodAsync(context.User, closed))
                {
                    context.Abort();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The connection has ended by itself.
        }
    }
}
