using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// Takes orders one after another: opened, judged, written to the ledger, and only then acted upon. Used by one thread at a
/// time.
/// </summary>
internal sealed partial class OrderDesk(
    InstalledConfiguration installed,
    ControllerClock clock,
    Ledger ledger,
    PlayoutDoor playout,
    MaintenanceDoor maintenance,
    ReportDesk reports,
    RefusalCounts counts,
    ILogger<OrderDesk> logger)
{
    /// <summary>Takes what came as an order; <paramref name="receivedTimestamp"/> is when.</summary>
    public void Take(ReadOnlyMemory<byte> bytes, long receivedTimestamp)
    {
        var current = installed.Current;
        if (!OrderCodec.TryOpen(bytes, current.Keys, out var order, out var keyId, out var problem))
        {
            Refuse(null, problem.Value);
            return;
        }

        var opened = new OpenedOrder(order, keyId, Approval.IsGiven(DocumentKind.Order, bytes, current.Operators, out _));
        lock (ledger.Turn)
        {
            Take_NeedsTurn(opened, current, receivedTimestamp);
        }
    }

    private void Take_NeedsTurn(OpenedOrder opened, ConfigurationSnapshot current, long receivedTimestamp)
    {
        var order = opened.Order;
        DateTimeOffset? now = clock.IsAttested ? clock.Now : null;
        var keeper = new GateKeeper(current.Configuration, playout.LongestPlay);
        if (OrderGate.FirstMiss(opened, keeper, now, ledger.Memory, Judge) is { } miss)
        {
            Refuse(order, miss);
        }
        else if (order.Stop is { } stop)
        {
            Stop(opened, stop, now!.Value);
        }
        else if (order.Maintain is { } maintain)
        {
            Maintain(opened, maintain, now!.Value);
        }
        else
        {
            Play(opened, keeper.TargetOf(order)!, now!.Value, receivedTimestamp);
        }
    }

    private void Play(OpenedOrder opened, OrderTarget target, DateTimeOffset now, long receivedTimestamp)
    {
        var order = opened.Order;
        if (!ledger.TryRecord(order, opened.KeyId, now))
        {
            Refuse(order, RefusalReason.Ledger);
        }
        else if (playout.Accept(order, opened.KeyId, target, receivedTimestamp) is { } miss)
        {
            Refuse(order, miss);
        }
        else
        {
            LogTaken(order.OrderId, order.Issuer, order.Sequence, order.Play!.Title, order.Play.StartAt);
            reports.Post(PlaybackStage.Received, order);
        }
    }

    private RefusalReason? Judge(Order order, OrderTarget target) =>
        order.Maintain is { } maintain ? maintenance.Judge(maintain) : playout.Judge(order, target);

    private void Maintain(OpenedOrder opened, MaintainOrder maintain, DateTimeOffset now)
    {
        var order = opened.Order;
        if (!ledger.TryRecord(order, opened.KeyId, now))
        {
            Refuse(order, RefusalReason.Ledger);
            return;
        }

        LogMaintained(order.OrderId, maintain.Task);
        reports.Post(PlaybackStage.Received, order);
        maintenance.Begin(order);
    }

    private void Stop(OpenedOrder opened, StopOrder stop, DateTimeOffset now)
    {
        var order = opened.Order;

        // Silence needs no record to be safe: a full disk must not keep a loudspeaker on.
        var recorded = ledger.TryRecord(order, opened.KeyId, now);
        if (!recorded)
        {
            ledger.Memory.Apply(LedgerRecord.Of(order, opened.KeyId, now));
        }

        playout.Stop(stop);
        LogStopped(order.OrderId, stop.Scope, stop.Reason);
        reports.Post(PlaybackStage.Received, order, detail: recorded ? null : "carried out, but the ledger could not be written");
    }

    private void Refuse(Order? order, RefusalReason reason)
    {
        counts.CountOrder(reason);
        if (reports.PostRefusal(order, reason))
        {
            LogRefused(order?.OrderId, reason);
        }

        playout.RaiseChanged();
    }

    [LoggerMessage(LogLevel.Information, "Order {OrderId} ({Issuer} {Sequence}) taken: '{Title}' at {StartAt:O}")]
    private partial void LogTaken(Guid orderId, string issuer, long sequence, string title, DateTimeOffset startAt);

    [LoggerMessage(LogLevel.Information, "Order {OrderId} taken: stop {Scope} ('{Reason}')")]
    private partial void LogStopped(Guid orderId, StopScope scope, string reason);

    [LoggerMessage(LogLevel.Information, "Order {OrderId} taken: {Task}")]
    private partial void LogMaintained(Guid orderId, MaintenanceTask task);

    [LoggerMessage(LogLevel.Warning, "Order {OrderId} refused: {Reason}")]
    private partial void LogRefused(Guid? orderId, RefusalReason reason);
}
