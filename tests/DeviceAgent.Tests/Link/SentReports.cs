using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>What a gateway without a line has to say, its signatures checked.</summary>
internal static class SentReports
{
    /// <summary>Takes them out of the outbox; the desk takes no more after that.</summary>
    public static async Task<List<PlaybackReport>> TakeAsync(ReportDesk desk, ReportOutbox outbox, LinkCredentials credentials)
    {
        desk.Complete();
        await desk.RunAsync();
        using var keys = new TrustedKeys();
        keys.Add(credentials.Key.PublicKey);
        var reports = new List<PlaybackReport>();
        while (outbox.TryPeek(out var id, out var signed))
        {
            Assert.True(SignedDocument.TryOpen(DocumentKind.Report, signed, keys, out var payload, out _, out _));
            Assert.True(WireJson.TryRead<PlaybackReport>(payload.Span, out var report, out _));
            reports.Add(report);
            outbox.Remove(id);
        }

        return reports;
    }
}
