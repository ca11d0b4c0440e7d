using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>
/// Carries what was noted into the journal, on a task of its own: at once to the disk where sound begins or ends, else within a
/// second. While the disk refuses, the notes wait in memory.
/// </summary>
internal sealed partial class JournalKeeper(
    Journal journal, JournalFeed feed, FaultBoard faults, ControllerClock clock, TimeProvider time, ILogger<JournalKeeper> logger) : IHostedLifecycleService, IDisposable
{
    private const int MaxWaiting = 4096;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly Queue<(JournalNote Note, long At)> _waiting = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _dropped;
    private bool _isOpen;
    private bool _isUnsynced;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        feed.Post(new JournalNote(JournalKind.Stop));
        feed.Complete();
        await _stop.CancelAsync();
        await _running;
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        Work();
        while (await WaitAsync())
        {
            Work();
        }

        Work();
        TryKeepTaken();
    }

    // False once nothing more comes.
    private async Task<bool> WaitAsync()
    {
        if (_waiting.Count == 0 && !_isUnsynced && _isOpen)
        {
            return await feed.Notes.WaitToReadAsync();
        }

        using var pause = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var isWritable = _waiting.Count == 0 && _isOpen;
        var delay = Task.Delay(isWritable ? Grace : Retry, time, pause.Token);
        await (isWritable ? Task.WhenAny(delay, feed.Notes.WaitToReadAsync().AsTask()) : delay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await pause.CancelAsync();
        return !_stop.IsCancellationRequested || feed.Notes.TryPeek(out _);
    }

    private void Work()
    {
        while (feed.Notes.TryRead(out var note))
        {
            _waiting.Enqueue((note, time.GetTimestamp()));
            if (_waiting.Count > MaxWaiting)
            {
                _waiting.Dequeue();
                _dropped++;
            }
        }

        try
        {
            Open();
            Write();
            faults.Clear(FaultCode.JournalStuck);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogStuck(_waiting.Count, _dropped + feed.Lost, error.Message);
            faults.Raise(FaultCode.JournalStuck, $"{error.Message}（等待 {_waiting.Count} 条，已丢弃 {_dropped + feed.Lost} 条）");
        }
    }

    private void Open()
    {
        if (_isOpen)
        {
            return;
        }

        var isWhole = journal.Open();
        if (!isWhole)
        {
            faults.Raise(FaultCode.StoreDamaged, "运行日志损坏，已另存，新日志已开始");
        }

        var ended = journal.LastKind switch
        {
            null => "日志从此开始",
            JournalKind.Stop => "上次正常停止",
            _ => "上次未正常停止",
        };
        journal.Append(new JournalNote(JournalKind.Start) { Detail = $"{StateComposer.AgentVersion}，{ended}" }, clock.Now, clock.Standing);
        journal.Sync();
        _isOpen = true;
    }

    private void Write()
    {
        var wasUnsynced = _isUnsynced;
        var isUrgent = false;
        while (_waiting.TryPeek(out var next))
        {
            Append(next.Note, next.At);
            _waiting.Dequeue();
            _isUnsynced = true;
            isUrgent |= IsUrgent(next.Note);
        }

        if (isUrgent || wasUnsynced)
        {
            journal.Sync();
            _isUnsynced = false;
        }
    }

    private void Append(JournalNote note, long at)
    {
        try
        {
            journal.Append(note, clock.At(at), clock.Standing);
        }
        catch (ArgumentException error)
        {
            // One note that breaks a rule is a fault of ours, and no reason to lose the others.
            LogNoEntry(note.Kind, error.Message);
        }
    }

    private static bool IsUrgent(JournalNote note) => note.Kind is JournalKind.Stop
        || (note.Playback is { } playback && playback.Stage is not (PlaybackStage.Received or PlaybackStage.Refused));

    private void TryKeepTaken()
    {
        try
        {
            journal.KeepTaken();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotKept(error.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The journal could not be written, {Waiting} notes wait in memory, {Dropped} were dropped: {Problem}")]
    private partial void LogStuck(int waiting, long dropped, string problem);

    [LoggerMessage(LogLevel.Error, "A note ({Kind}) makes no entry: {Problem}")]
    private partial void LogNoEntry(JournalKind kind, string problem);

    [LoggerMessage(LogLevel.Warning, "What the controller has of the journal could not be written down: {Problem}")]
    private partial void LogNotKept(string problem);
}
