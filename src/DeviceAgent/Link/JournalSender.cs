using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// Brings the journal to the controller: some messages at a time, always on behind what the controller said last; one by one
/// and slowly while something is on air.
/// </summary>
internal sealed partial class JournalSender
{
    private const int MessagesAtOnce = 4;
    private static readonly TimeSpan PauseOnAir = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Journal _journal;
    private readonly InstalledConfiguration _installed;
    private readonly PlayoutDoor _playout;
    private readonly TimeProvider _time;
    private readonly ILogger<JournalSender> _logger;
    private readonly Bell _bell = new();

    public JournalSender(Journal journal, InstalledConfiguration installed, PlayoutDoor playout, TimeProvider time, ILogger<JournalSender> logger)
    {
        (_journal, _installed, _playout, _time, _logger) = (journal, installed, playout, time, logger);
        _journal.Changed += _bell.Ring;
    }

    /// <summary>Takes what came as the controller's word on what it has.</summary>
    public void Take(ReadOnlyMemory<byte> bytes)
    {
        if (!SignedDocument.TryOpen(DocumentKind.JournalTaken, bytes, _installed.Current.Keys, out var payload, out _, out var problem))
        {
            LogRefused(problem.Value.ToString());
        }
        else if (!WireJson.TryRead<JournalTaken>(payload.Span, out var taken, out var form) || taken.Version != WireVersion.Current || taken.Sequence < 0)
        {
            LogRefused(form ?? "its version or number");
        }
        else if (_journal.Take(taken.Journal, taken.Sequence))
        {
            LogApart(taken.Sequence);
            BeginAnew();
        }
    }

    /// <summary>Sends until cancelled; <paramref name="send"/> returns once the broker has acknowledged.</summary>
    public async Task RunAsync(Func<byte[], Task> send, CancellationToken cancellation)
    {
        for (var failures = 0; ;)
        {
            var (messages, last) = Next();
            if (messages.Count == 0)
            {
                failures = 0;
                await _bell.WaitAsync(cancellation);
                continue;
            }

            await Task.WhenAll(messages.Select(send));
            failures = await IsTakenAsync(last, cancellation) ? 0 : failures + 1;
            await PauseAsync(failures, cancellation);
        }
    }

    private void BeginAnew()
    {
        try
        {
            _journal.BeginAnew();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The controller says so again at the next connection.
            LogUnreadable(error.Message);
        }
    }

    private (List<byte[]> Messages, long Last) Next()
    {
        var messages = new List<byte[]>();
        var last = _journal.Position?.Taken ?? 0;
        var atOnce = _playout.OnAir() is null ? MessagesAtOnce : 1;
        while (messages.Count < atOnce && Read(last + 1) is { Count: > 0 } batch)
        {
            messages.Add(JournalCodec.Pack(batch));
            last += batch.Count;
        }

        return (messages, last);
    }

    private List<ReadOnlyMemory<byte>> Read(long from)
    {
        try
        {
            return _journal.Read(from);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(error.Message);
            return [];
        }
    }

    private async Task<bool> IsTakenAsync(long last, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var end = Task.Delay(Patience, _time, patience.Token);
        while (_journal.Position?.Taken < last && !end.IsCompleted)
        {
            await Task.WhenAny(end, _bell.WaitAsync(patience.Token));
        }

        await patience.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        return _journal.Position?.Taken >= last;
    }

    // A controller that takes nothing is asked less and less often, down to once in a minute.
    private Task PauseAsync(int failures, CancellationToken cancellation) =>
        failures > 0 ? Task.Delay(Patience * Math.Min(30, 1 << Math.Min(failures, 5)), _time, cancellation)
        : _playout.OnAir() is not null ? Task.Delay(PauseOnAir, _time, cancellation)
        : Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "A word on the journal was refused: {Problem}")]
    private partial void LogRefused(string problem);

    [LoggerMessage(LogLevel.Warning, "The journal can't be read or put aside: {Problem}")]
    private partial void LogUnreadable(string problem);

    [LoggerMessage(LogLevel.Warning, "The controller has the journal up to {Sequence}, which this disk can't follow")]
    private partial void LogApart(long sequence);
}
