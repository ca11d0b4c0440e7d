using System.Collections.Concurrent;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
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
    OrderDesk desk,
    IOptions<BroadcastOptions> options,
    TimeProvider time,
    ILogger<BroadcastRunner> logger) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<Guid, Run> _runs = new();
    private readonly CancellationTokenSource _stopping = new();

    private sealed record Run(CancellationTokenSource Streaming, Task Task);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        closer.Closed += StopStreaming;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var open = await database.Broadcasts.AsNoTracking().Where(broadcast => broadcast.EndedAt == null).ToListAsync(cancellationToken);
        foreach (var broadcast in open)
        {
            LogTakenUp(broadcast.Id, broadcast.State);
            Begin(broadcast);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        closer.Closed -= StopStreaming;
        await _stopping.CancelAsync();
        await Task.WhenAll(_runs.Values.Select(run => run.Task)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes charge of a broadcast that is on record.</summary>
    public void Begin(Broadcast broadcast)
    {
        var streaming = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = new Run(streaming, RunAfterAsync(begun.Task, broadcast, streaming));
        if (_runs.TryAdd(broadcast.Id, run))
        {
            begun.SetResult();
        }
    }

    /// <summary>No further bundle of it leaves.</summary>
    public void StopStreaming(Guid broadcastId)
    {
        if (_runs.TryGetValue(broadcastId, out var run))
        {
            run.Streaming.Cancel();
        }
    }

    public void Dispose()
    {
        foreach (var run in _runs.Values)
        {
            run.Streaming.Dispose();
        }

        _stopping.Dispose();
    }

    private async Task RunAfterAsync(Task begun, Broadcast broadcast, CancellationTokenSource streaming)
    {
        await begun;
        try
        {
            await PlayAsync(broadcast, streaming.Token);
            await WaitUntilAsync(CloseTimeOf(broadcast), _stopping.Token);
            await closer.CloseAsync(broadcast.Id, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The next start of the controller goes on from what is on record.
        }
#pragma warning disable CA1031 // One broadcast's fault, whatever it is, must end on its record and leave the others alone.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailed(error, broadcast.Id);
            await steps.FailAsync(broadcast.Id, "主控内部故障：" + error.Message);
        }
        finally
        {
            _runs.TryRemove(broadcast.Id, out _);
            streaming.Dispose();
        }
    }

    private async Task PlayAsync(Broadcast broadcast, CancellationToken cancellationToken)
    {
        try
        {
            await WaitUntilAsync(broadcast.PlannedStart - options.Value.AnnounceLead, cancellationToken);
            if (await steps.AnnounceAsync(broadcast.Id, cancellationToken) is { } order)
            {
                await Task.WhenAll(StreamAsync(order, cancellationToken), GoOnAirAsync(broadcast, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            // Stopped, or everybody has had the last word: what is left is closing.
        }
    }

    private async Task StreamAsync(byte[] signedOrder, CancellationToken cancellationToken)
    {
        var order = desk.Read(signedOrder)
            ?? throw new InvalidOperationException("The stored order was signed by a key that this controller no longer has.");
        var plan = await streamer.OpenAsync(order, cancellationToken);
        await Task.Delay(options.Value.SubscribeTime, time, cancellationToken);
        await streamer.StreamAsync(plan, order.StreamId, cancellationToken);
    }

    private async Task GoOnAirAsync(Broadcast broadcast, CancellationToken cancellationToken)
    {
        await WaitUntilAsync(broadcast.PlannedStart, cancellationToken);
        await steps.GoOnAirAsync(broadcast.Id, cancellationToken);
    }

    private DateTimeOffset CloseTimeOf(Broadcast broadcast)
    {
        var end = broadcast.PlannedStart + broadcast.Length;
        var now = time.GetUtcNow();
        return (_runs[broadcast.Id].Streaming.IsCancellationRequested && now < end ? now : end) + options.Value.AnswerTime;
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
