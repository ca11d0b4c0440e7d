using System.Globalization;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// Takes schedules one after another: judged as docs/wire/mqtt.md, rule 13, says, written, and only then believed. Used by
/// the thread that takes orders.
/// </summary>
internal sealed partial class ScheduleDesk(
    InstalledConfiguration configuration,
    InstalledSchedule installed,
    PlayoutDoor playout,
    ReportDesk reports,
    RefusalCounts counts,
    JournalFeed journal,
    ILogger<ScheduleDesk> logger)
{
    /// <summary>Takes what came as a schedule.</summary>
    public void Take(ReadOnlyMemory<byte> bytes)
    {
        if (FirstMiss(bytes, configuration.Current, installed.Current, out var schedule) is { } miss)
        {
            Refuse(miss);
        }
        else if (!IsInstalled(schedule!))
        {
            Install(bytes, schedule!);
        }
    }

    /// <summary>The first miss of a schedule beside the one that holds, or null; changes nothing.</summary>
    internal static RefusalReason? FirstMiss(
        ReadOnlyMemory<byte> bytes, ConfigurationSnapshot current, HeldSchedule? held, out HeldSchedule? schedule)
    {
        schedule = null;
        if (!ScheduleCodec.TryOpen(bytes, current.Keys, out var opened, out var keyId, out var problem))
        {
            return problem;
        }

        schedule = new HeldSchedule(opened, keyId);
        return schedule switch
        {
            _ when opened.Gateway != current.Configuration.Gateway => RefusalReason.NotAddressed,
            _ when held is not null && held.KeyId == keyId && opened.Revision < held.Schedule.Revision => RefusalReason.OldSequence,
            _ => null,
        };
    }

    private bool IsInstalled(HeldSchedule schedule) =>
        installed.Current is { } held && held.KeyId == schedule.KeyId && held.Schedule.Revision == schedule.Schedule.Revision;

    private void Install(ReadOnlyMemory<byte> bytes, HeldSchedule held)
    {
        var schedule = held.Schedule;
        try
        {
            installed.Install(bytes, held);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(schedule.Revision, error.Message);
            Refuse(RefusalReason.Ledger);
            return;
        }

        LogInstalled(schedule.Revision, schedule.Until);
        journal.Post(new JournalNote(JournalKind.Document)
        {
            Detail = string.Create(CultureInfo.InvariantCulture, $"schedule {schedule.Revision} until {schedule.Until:yyyy-MM-ddTHH:mm:ssZ}"),
        });
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

    [LoggerMessage(LogLevel.Information, "Schedule {Revision} holds, until {Until:O}")]
    private partial void LogInstalled(long revision, DateTimeOffset until);

    [LoggerMessage(LogLevel.Error, "Schedule {Revision} could not be written: {Problem}")]
    private partial void LogNotWritten(long revision, string problem);

    [LoggerMessage(LogLevel.Warning, "A schedule was refused: {Reason}")]
    private partial void LogRefused(RefusalReason reason);
}
