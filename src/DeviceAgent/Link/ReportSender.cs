using CloudBroadcast.DeviceAgent.Store;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Sends what waits in the outbox, oldest first, one at a time; a report leaves the outbox when the broker has it.</summary>
internal sealed class ReportSender
{
    private readonly ReportOutbox _outbox;
    private readonly Bell _bell = new();

    public ReportSender(ReportOutbox outbox, ReportDesk desk)
    {
        _outbox = outbox;
        desk.Stored += _bell.Ring;
    }

    /// <summary>Sends until cancelled; <paramref name="send"/> returns once the broker has acknowledged.</summary>
    public async Task RunAsync(Func<byte[], Task> send, CancellationToken cancellation)
    {
        while (true)
        {
            while (_outbox.TryPeek(out var reportId, out var signed))
            {
                await send(signed.ToArray());
                _outbox.Remove(reportId);
            }

            await _bell.WaitAsync(cancellation);
        }
    }
}
