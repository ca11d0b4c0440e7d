using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// Takes configurations one after another: judged as docs/wire/mqtt.md, rule 10, says, written, and only then believed. Used
/// by the thread that takes orders.
/// </summary>
internal sealed partial class ConfigurationDesk(
    InstalledConfiguration installed,
    Ledger ledger,
    PlayoutDoor playout,
    ReportDesk reports,
    RefusalCounts counts,
    JournalFeed journal,
    ILogger<ConfigurationDesk> logger)
{
    /// <summary>Takes what came as a configuration.</summary>
    public void Take(ReadOnlyMemory<byte> bytes)
    {
        var current = installed.Current;
        if (FirstMiss(bytes, current, out var configuration) is { } miss)
        {
            Refuse(miss);
        }
        else if (configuration!.Revision > current.Configuration.Revision)
        {
            Install(bytes, configuration);
        }
    }

    /// <summary>The first miss of a configuration beside the one that holds, or null; changes nothing.</summary>
    internal static RefusalReason? FirstMiss(ReadOnlyMemory<byte> bytes, ConfigurationSnapshot current, out GatewayConfiguration? configuration)
    {
        if (!ConfigurationCodec.TryOpen(bytes, current.Keys, out configuration, out var problem))
        {
            return problem;
        }

        return configuration switch
        {
            _ when current.Configuration.Operators.Count > 0
                && !Approval.IsGiven(DocumentKind.Configuration, bytes, current.Operators, out _) => RefusalReason.Approval,
            _ when configuration.Gateway != current.Configuration.Gateway => RefusalReason.NotAddressed,
            _ when configuration.Revision < current.Configuration.Revision => RefusalReason.OldSequence,
            _ => null,
        };
    }

    private void Install(ReadOnlyMemory<byte> bytes, GatewayConfiguration configuration)
    {
        try
        {
            installed.Install(bytes, configuration);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(configuration.Revision, error.Message);
            Refuse(RefusalReason.Ledger);
            return;
        }

        lock (ledger.Turn)
        {
            ledger.ForgetKeysBut(installed.Current.KeyIds);
        }

        journal.Post(new JournalNote(JournalKind.Document) { Detail = $"配置 {configuration.Revision}" });
        LogInstalled(configuration.Revision, configuration.Area, string.Join(", ", installed.Current.KeyIds), configuration.Operators.Count);
        playout.RaiseChanged();
    }

    private void Refuse(RefusalReason reason)
    {
        counts.CountOrder(reason);
        if (reports.PostRefusal(null, reason))
        {
            LogRefused(reason);
        }

        playout.RaiseChanged();
    }

    [LoggerMessage(LogLevel.Information, "Configuration {Revision} holds: area {Area}, keys {Keys}, {Operators} operators")]
    private partial void LogInstalled(long revision, string area, string keys, int operators);

    [LoggerMessage(LogLevel.Error, "Configuration {Revision} could not be written: {Problem}")]
    private partial void LogNotWritten(long revision, string problem);

    [LoggerMessage(LogLevel.Warning, "A configuration was refused: {Reason}")]
    private partial void LogRefused(RefusalReason reason);
}
