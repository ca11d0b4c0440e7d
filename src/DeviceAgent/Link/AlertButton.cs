using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// Plays the recorded message of the gateway's own alert button: whoever stands before it needs no line, no clock and no
/// schedule, and outranks every programme, but not an alert of the town.
/// </summary>
internal sealed partial class AlertButton(
    InstalledConfiguration configuration,
    ControllerClock clock,
    Ledger ledger,
    PlayoutDoor playout,
    ReportDesk reports,
    ILogger<AlertButton> logger)
{
    private const string Title = "本地应急按钮";

    // Playback's own lead, and time to be given the work.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    /// <summary>Somebody pressed it. May wait for the disk; called by one thread at a time.</summary>
    public void Press()
    {
        if (configuration.Current.Configuration.AlertMessage is not { } message)
        {
            LogNoMessage();
            return;
        }

        var own = new OwnPlay(PlaybackOrigin.Button, PlayOf(message), TargetOf(configuration.Current.Configuration));
        lock (ledger.Turn)
        {
            if (playout.JudgeOwn(own) is { } miss)
            {
                Miss(own, miss);
            }
            else if (!ledger.TryBegin(own.Play.BroadcastId, own.Play.StartAt, clock.Now))
            {
                Miss(own, RefusalReason.Ledger);
            }
            else if (playout.AcceptOwn(own) is { } late)
            {
                Miss(own, late);
            }
            else
            {
                LogPressed();
                reports.PostOwn(PlaybackStage.Received, own);
            }
        }
    }

    private static OrderTarget TargetOf(GatewayConfiguration current) => new() { Gateway = current.Gateway, Zones = current.Zones };

    private PlayOrder PlayOf(PlayItem message) => new()
    {
        BroadcastId = Guid.NewGuid(),
        StreamId = Guid.Empty,
        Title = Title,
        Priority = Priority.LiveTalk,
        Live = false,
        StartAt = clock.Now + playout.LeadTime() + Margin,
        LongestPlayMs = DuePlayer.LengthMs([message]),
        VolumePercent = 100,
        Items = [message],
    };

    private void Miss(OwnPlay own, RefusalReason reason)
    {
        LogMissed(reason);
        reports.PostOwn(PlaybackStage.Missed, own, reason);
    }

    [LoggerMessage(LogLevel.Warning, "The alert button was pressed: its message sounds")]
    private partial void LogPressed();

    [LoggerMessage(LogLevel.Error, "The alert button was pressed, but its message can't sound: {Reason}")]
    private partial void LogMissed(RefusalReason reason);

    [LoggerMessage(LogLevel.Error, "The alert button was pressed, but no message is configured")]
    private partial void LogNoMessage();
}
