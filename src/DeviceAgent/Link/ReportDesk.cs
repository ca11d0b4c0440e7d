using System.Threading.Channels;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// Makes reports, signs them and puts them into the outbox, on a task of its own: whoever posts one (the playout thread, too)
/// never waits for the disk. Safe to use from many threads, but <see cref="PostRefusal"/> from one.
/// </summary>
internal sealed class ReportDesk(
    InstalledConfiguration installed, LinkCredentials credentials, ControllerClock clock, ReportOutbox outbox, JournalFeed journal, TimeProvider time)
{
    // What a stranger can make a gateway say: 30 at once, then one in ten seconds. All are counted in the state.
    private readonly Allowance _strangers = new(30, TimeSpan.FromSeconds(10), time);

    // What only a signed order can make it say. A broker may repeat one that was refused, for it is in no ledger.
    private readonly Allowance _signed = new(100, TimeSpan.FromSeconds(5), time);
    private readonly Channel<PlaybackReport> _posted = Channel.CreateUnbounded<PlaybackReport>(new() { SingleReader = true });

    /// <summary>Something was put into the outbox.</summary>
    public event Action? Stored;

    /// <summary>Posts a stage of an order.</summary>
    public void Post(PlaybackStage stage, Order order, string? detail = null) => Post(New(stage, order) with { Detail = detail });

    /// <summary>Posts a refusal; false when there were too many lately, so that it is only counted.</summary>
    public bool PostRefusal(Order? order, RefusalReason reason)
    {
        var isSigned = reason is RefusalReason.TooLong or RefusalReason.Curfew or RefusalReason.DutyLimit or RefusalReason.Busy or RefusalReason.Ledger;
        if (!(isSigned ? _signed : _strangers).TryTake())
        {
            return false;
        }

        Post(New(PlaybackStage.Refused, order) with { Refusal = reason });
        return true;
    }

    /// <summary>Posts a stage of what the gateway plays by itself.</summary>
    public void PostOwn(PlaybackStage stage, OwnPlay own, RefusalReason? refusal = null, string? detail = null) => Post(New(stage, null) with
    {
        BroadcastId = own.Play.BroadcastId,
        Origin = own.Origin,
        ScheduleId = own.ScheduleId,
        PlannedStart = own.Play.StartAt,
        Refusal = refusal,
        Detail = detail,
    });

    /// <summary>Posts a report that is complete.</summary>
    public void Post(PlaybackReport report)
    {
        var trimmed = report with { Detail = Detail.Cut(report.Detail) };
        journal.Post(new JournalNote(JournalKind.Playback) { Playback = trimmed });
        _posted.Writer.TryWrite(trimmed);
    }

    /// <summary>Ends <see cref="RunAsync"/> once what was posted is in the outbox.</summary>
    public void Complete() => _posted.Writer.TryComplete();

    /// <summary>Signs and stores what is posted, until <see cref="Complete"/>.</summary>
    public async Task RunAsync()
    {
        await foreach (var report in _posted.Reader.ReadAllAsync(CancellationToken.None))
        {
            outbox.Add(report.ReportId, report.Stage, SignedDocument.Sign(DocumentKind.Report, WireJson.Write(report), credentials.Key));
            Stored?.Invoke();
        }
    }

    private PlaybackReport New(PlaybackStage stage, Order? order) => new()
    {
        Version = WireVersion.Current,
        ReportId = Guid.NewGuid(),
        Gateway = installed.Gateway,
        At = clock.Now,
        OrderId = order?.OrderId,
        BroadcastId = order?.Play?.BroadcastId ?? order?.Stop?.BroadcastId,
        Stage = stage,
    };
}
