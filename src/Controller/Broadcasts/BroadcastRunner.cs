using System.Collections.Concurrent;
using CloudBroadcast.Controller.Broadcasts.Live;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>
/// Takes each broadcast from its plan to its end: announce, stream, on air, close. What it does next follows from what is on
/// record and from the clock, so that a controller that starts again goes on where the record says.
/// </summary>
internal sealed partial class BroadcastRunner(
    IDbContextFactory<TownDbContext> databases,
    BroadcastSteps steps,
    BroadcastCloser closer,
    ProgrammeStreamer streamer,
    LiveTalks talks,
    OrderDesk desk,
    OrderDelivery delivery,
    IOptions<BroadcastOptions> options,
    TimeProvider time,
    ILogger<BroadcastRunner> logger) : IHostedLifecycleService, IDisposable
{
    private readonly ConcurrentDictionary<Guid, Run> _runs = new();
    private readonly CancellationTokenSource _stopping = new();

    // Never disposed: they hold no timer, and a late Cancel must find them whole.
    private sealed class Run
    {
        public CancellationTokenSource Streaming { get; } = new();

        public CancellationTokenSource Ended { get; } = new();

        public Task Task { get; set; } = Task.CompletedTask;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        closer.Closed += End;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var open = await database.Broadcasts.AsNoTracking().Include(broadcast => broadcast.Playbacks)
            .Where(broadcast => broadcast.EndedAt == null && broadcast.State != BroadcastState.AwaitingApproval).ToListAsync(cancellationToken);
        foreach (var broadcast in open)
        {
            LogTakenUp(broadcast.Id, broadcast.State);

            // The gateways that have its order connect as soon as they can.
            if (broadcast.SignedOrder is not null)
            {
                delivery.OpenStream(broadcast);
            }

            Begin(broadcast);
        }
    }

    /// <summary>Before the broker stops, and so in the reverse order of registration.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        closer.Closed -= End;
        await _stopping.CancelAsync();
        var left = _runs.Values.ToList();
        left.ForEach(run => run.Ended.Cancel());
        await Task.WhenAll(left.Select(run => run.Task)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes charge of a broadcast that is on record.</summary>
    public void Begin(Broadcast broadcast)
    {
        var run = new Run();
        run.Ended.Token.Register(run.Streaming.Cancel);
        if (!_stopping.IsCancellationRequested && _runs.TryAdd(broadcast.Id, run))
        {
            run.Task = Task.Run(() => RunAsync(broadcast, run));
        }
    }

    /// <summary>No further bundle of it leaves; it is closed once the answer time is over.</summary>
    public void StopStreaming(Guid broadcastId)
    {
        if (_runs.TryGetValue(broadcastId, out var run))
        {
            run.Streaming.Cancel();
        }
    }

    public void Dispose() => _stopping.Dispose();

    private void End(Guid broadcastId)
    {
        if (_runs.TryGetValue(broadcastId, out var run))
        {
            run.Ended.Cancel();
        }
    }

    private async Task RunAsync(Broadcast broadcast, Run run)
    {
        try
        {
            await PlayAsync(broadcast, run);
            await WaitUntilAsync(CloseTimeOf(broadcast, run), run.Ended.Token);
            await closer.CloseAsync(broadcast.Id, _stopping.Token);
        }
        catch (OperationCanceledException) when (run.Ended.IsCancellationRequested)
        {
            // Closed already, or the controller stops and its next start goes on from what is on record.
        }
#pragma warning disable CA1031 // One broadcast's fault, whatever it is, must end on its record and leave the others alone.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailed(error, broadcast.Id);
            await steps.FailAsync(broadcast.Id, "主控故障：" + error.Message);
        }
        finally
        {
            delivery.CloseStream(broadcast);
            _runs.TryRemove(broadcast.Id, out _);
        }
    }

    private async Task PlayAsync(Broadcast broadcast, Run run)
    {
        try
        {
            await WaitUntilAsync(broadcast.PlannedStart - options.Value.AnnounceLead, run.Streaming.Token);
            if (await steps.AnnounceAsync(broadcast.Id, run.Streaming.Token) is { SignedOrder: { } order } announced)
            {
                await Task.WhenAll(StreamAsync(order, announced.KeyId, run.Streaming.Token), GoOnAirAsync(broadcast, run.Streaming.Token));
            }

            if (broadcast.IsLive)
            {
                // It is over when nobody speaks any more, not when its time is.
                await run.Streaming.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (run.Streaming.IsCancellationRequested && !run.Ended.IsCancellationRequested)
        {
            // Stopped by a person: what is left is to wait for the gateways' last words.
        }
        finally
        {
            talks.End(broadcast.Id);
        }
    }

    private async Task StreamAsync(byte[] signedOrder, string? keyId, CancellationToken cancellationToken)
    {
        var (order, key) = desk.Read(signedOrder, keyId)
            ?? throw new InvalidOperationException("The stored order was signed by a key that this controller no longer has.");
        if (order.Live)
        {
            await talks.StreamAsync(order, key, cancellationToken);
            return;
        }

        var plan = await streamer.OpenAsync(order, cancellationToken);
        await Task.Delay(options.Value.SubscribeTime, time, cancellationToken);
        await streamer.StreamAsync(plan, order.StreamId, key, cancellationToken);
    }

    private async Task GoOnAirAsync(Broadcast broadcast, CancellationToken cancellationToken)
    {
        await WaitUntilAsync(broadcast.PlannedStart, cancellationToken);
        await steps.GoOnAirAsync(broadcast.Id, cancellationToken);
    }

    private DateTimeOffset CloseTimeOf(Broadcast broadcast, Run run)
    {
        var end = broadcast.PlannedStart + broadcast.Length;
        var now = time.GetUtcNow();
        return (run.Streaming.IsCancellationRequested && now < end ? now : end) + options.Value.AnswerTime;
    }

    private async Task WaitUntilAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        // A timer takes at most 49 days, and a stepped clock must not let a long wait end at the wrong time.
        var longest = TimeSpan.FromMinutes(1);
        while (instant - time.GetUtcNow() is { Ticks: > 0 } left)
        {
            await Task.Delay(left < longest ? left : longest, time, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Broadcast {Broadcast} stands at {State} on record and is taken up again.")]
    private partial void LogTakenUp(Guid broadcast, BroadcastState state);

    [LoggerMessage(LogLevel.Error, "Broadcast {Broadcast} failed.")]
    private partial void LogFailed(Exception error, Guid broadcast);
}
