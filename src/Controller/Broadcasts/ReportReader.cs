using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Opens a signed report with the keys of one gateway.</summary>
internal static class ReportReader
{
    /// <summary>The report, or null and why it is not believed.</summary>
    public static (PlaybackReport? Report, string Problem) Read(ReadOnlyMemory<byte> payload, TrustedKeys keys, string gatewayId)
    {
        if (!SignedDocument.TryOpen(DocumentKind.Report, payload, keys, out var json, out _, out var refusal))
        {
            return (null, refusal.Value.ToString());
        }

        if (!WireJson.TryRead<PlaybackReport>(json.Span, out var report, out var problem))
        {
            return (null, problem);
        }

        return report switch
        {
            { Version: not WireVersion.Current } => (null, $"version {report.Version} is not spoken here"),
            _ when report.Gateway != gatewayId => (null, $"it speaks for \"{report.Gateway}\""),
            { Detail.Length: > 200 } => (null, "its detail is longer than 200 characters"),
            _ => (report, ""),
        };
    }
}
