using System.Security.Claims;
using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Controller.Console.Town;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Console.Week;

/// <summary>Where the live calendar reads what can be planned and writes what was; asks for the right each time.</summary>
internal sealed class PlanDesk(IDbContextFactory<TownDbContext> databases, ScheduleBook book, PlanCheck check, AuditTrail audit)
{
    public async Task<PlanChoices> ChoicesAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        var gateways = await database.Gateways.AsNoTracking().ToListAsync(cancellationToken);
        var programmes = await database.Programmes.AsNoTracking().OrderBy(programme => programme.Title).ToListAsync(cancellationToken);
        var lengths = programmes.ToDictionary(programme => programme.Id, programme => programme.Length);
        var playlists = await database.Playlists.AsNoTracking().OrderBy(playlist => playlist.Title).ToListAsync(cancellationToken);
        var columns = await database.Columns.AsNoTracking().OrderBy(column => column.Title).ToListAsync(cancellationToken);
        return new PlanChoices(
            tree.Town.Code,
            [
                .. from village in tree.Under(tree.Town)
                   let gateway = gateways.Find(each => each.AreaCode == village.Code)
                   where gateway is not null
                   select new VillageChoice(village.Code, village.Name, gateway.Id,
                       [
                           .. tree.Under(village).Where(commune => gateway.Zones.Any(zone => zone.Communes.Contains(commune.Code)))
                               .Select(commune => new CommuneChoice(commune.Code, commune.Name)),
                       ]),
            ],
            [
                .. programmes.OrderBy(programme => programme.Category)
                    .Select(programme => new ContentChoice(programme.Id, ContentKind.Programme, programme.Title, Words.SealOf(programme.Category), programme.Length)),
                .. playlists.Where(playlist => playlist.ProgrammeIds.Count > 0).Select(playlist => new ContentChoice(
                    playlist.Id, ContentKind.Playlist, playlist.Title, SealView.Playlist,
                    playlist.ProgrammeIds.Aggregate(TimeSpan.Zero, (sum, id) => sum + lengths.GetValueOrDefault(id)))),
                .. columns.Where(column => column.ProgrammeIds.Count > 0).Select(column => new ContentChoice(
                    column.Id, ContentKind.Column, column.Title, SealView.Column, TimeSpan.Zero, column.ProgrammeIds.Count)),
            ]);
    }

    public Task<Schedule?> FindAsync(Guid id, CancellationToken cancellationToken) => book.FindAsync(id, cancellationToken);

    public Task<PlanFindings> LookAsync(IReadOnlyList<ScheduleStep> steps, CancellationToken cancellationToken) => check.LookAsync(steps, cancellationToken);

    /// <summary>Does all the writes or none.</summary>
    public async Task<ScheduleWrite> SaveAsync(ClaimsPrincipal by, IReadOnlyList<ScheduleStep> steps, CancellationToken cancellationToken) =>
        by.May(Right.PlanWeek)
            ? await book.ApplyAsync(steps, new Actor(by.Identity?.Name ?? "", audit.Address ?? ""), cancellationToken)
            : new ScheduleWrite { Problems = new Dictionary<string, string[]> { ["right"] = ["The right planWeek is needed."] } };

    /// <summary>The shown name of who changed a schedule last.</summary>
    public async Task<string?> EditorOfAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Accounts.Where(account => account.UserName == schedule.ChangedBy).Select(account => account.DisplayName)
            .FirstOrDefaultAsync(cancellationToken) ?? schedule.ChangedBy;
    }
}
