using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>
/// Puts on record what gateways played without an order of this controller: occurrences of their own schedule while it was
/// down or out of reach, the alert button, a test of the sound. Called behind <see cref="BroadcastGate"/>.
/// </summary>
internal sealed class ReportedBroadcasts(ScheduleBook schedules, OccurrenceBook occurrences, ScheduleContent content, TimeProvider time)
{
    private const string DeletedSchedule = "已删除的排期";
    private const string Button = "现场报警按钮";
    private const string Test = "现场试音";

    // A gateway keeps its journal 400 days.
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(400);
    private static readonly TimeSpan Farthest = TimeSpan.FromHours(1);

    /// <summary>The broadcast that a report speaks of, with a playback of its gateway, added to the context where it was not there; null when the report can't be about one.</summary>
    public async Task<Broadcast?> FindOrAddAsync(TownDbContext database, PlaybackReport report, Guid broadcastId, CancellationToken cancellationToken)
    {
        var known = await database.Broadcasts.Include(broadcast => broadcast.Playbacks)
            .SingleOrDefaultAsync(broadcast => broadcast.Id == broadcastId, cancellationToken);
        if (known?.Playbacks.Any(playback => playback.GatewayId == report.Gateway) == true)
        {
            return known;
        }

        if (!IsOwn(report, broadcastId) || (known is not null && known.ScheduleId != report.ScheduleId))
        {
            return null;
        }

        if (known is null)
        {
            known = await MakeAsync(database, report, broadcastId, cancellationToken);
            database.Broadcasts.Add(known);
        }

        // Who was not addressed when the order went out, and is in the schedule that it carries.
        if (known.Playbacks.All(playback => playback.GatewayId != report.Gateway))
        {
            known.Playbacks.Add(Expect(broadcastId, report.Gateway, []));
        }

        return known;
    }

    /// <summary>Writes down what became of the occurrence: that a gateway played it outweighs that this controller missed it.</summary>
    public async Task SettleAsync(PlaybackReport report, Guid broadcastId, CancellationToken cancellationToken)
    {
        if (report is not { Origin: PlaybackOrigin.Schedule, ScheduleId: { } scheduleId, PlannedStart: { } start } || !IsOwn(report, broadcastId))
        {
            return;
        }

        if (report.Evidence is not null)
        {
            await occurrences.ConfirmAsync(scheduleId, start, broadcastId, cancellationToken);
        }
        else if (report.Stage is PlaybackStage.Missed)
        {
            await occurrences.MissAsync(scheduleId, start, PlaybackWords.Of(report.Refusal, report.Detail), cancellationToken);
        }
    }

    private bool IsOwn(PlaybackReport report, Guid broadcastId) => StartOf(report) is var start
        && start > time.GetUtcNow() - Oldest && start < time.GetUtcNow() + Farthest
        && report.Origin switch
        {
            PlaybackOrigin.Schedule => report is { ScheduleId: { } scheduleId, PlannedStart: { } planned } && OccurrenceId.Of(scheduleId, planned) == broadcastId,
            PlaybackOrigin.Button or PlaybackOrigin.Test => report.ScheduleId is null,
            _ => false,
        };

    private async Task<Broadcast> MakeAsync(TownDbContext database, PlaybackReport report, Guid id, CancellationToken cancellationToken)
    {
        var schedule = report.ScheduleId is { } scheduleId ? await schedules.FindAsync(scheduleId, cancellationToken) : null;
        var (programmes, title) = schedule is null ? ([], TitleOf(report.Origin)) : await content.SettleAsync(schedule, StartOf(report), cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        var areas = schedule?.Areas ?? await database.Gateways.Where(gateway => gateway.Id == report.Gateway).Select(gateway => gateway.AreaCode).ToListAsync(cancellationToken);
        var targets = schedule is not null && tree.TryResolveTargets(areas, out var found, out _) ? found : [];
        var (start, length) = (StartOf(report), programmes.Count > 0 ? BroadcastContent.LengthOf(programmes) : LengthOf(report));
        var isDue = programmes.Count > 0 && report.Evidence is not null && time.GetUtcNow() < start + length;
        return new Broadcast
        {
            Id = id,
            Title = title,
            ScheduleId = report.ScheduleId,
            Priority = schedule?.Priority ?? (report.Origin is PlaybackOrigin.Button ? Priority.LiveTalk : Priority.Background),
            Class = OrderClass.Ordinary,
            Areas = [.. areas],
            ProgrammeIds = [.. programmes.Select(programme => programme.Id)],
            VolumePercent = schedule?.VolumePercent ?? 100,
            StreamId = Guid.NewGuid(),
            PlannedStart = start,
            Length = length,

            // While it is still due the gateways that do not have it get the order, and join.
            State = isDue ? BroadcastState.Planned : BroadcastState.OnAir,
            CreatedAt = time.GetUtcNow(),
            Playbacks = [.. targets.Select(target => Expect(id, target.Gateway, target.Zones))],
        };
    }

    private static string TitleOf(PlaybackOrigin? origin) => origin switch
    {
        PlaybackOrigin.Button => Button,
        PlaybackOrigin.Test => Test,
        _ => DeletedSchedule,
    };

    private static DateTimeOffset StartOf(PlaybackReport report) => report.PlannedStart ?? report.Evidence?.FirstSampleAt ?? report.At;

    private static TimeSpan LengthOf(PlaybackReport report) =>
        report.Evidence is { LastSampleAt: { } last, FirstSampleAt: var first } && last > first ? last - first : TimeSpan.Zero;

    private static Playback Expect(Guid broadcastId, string gatewayId, IReadOnlyList<int> zones) =>
        new() { BroadcastId = broadcastId, GatewayId = gatewayId, Zones = [.. zones], State = PlaybackState.Expected };
}
