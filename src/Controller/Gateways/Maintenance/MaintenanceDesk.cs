using System.Security.Claims;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Gateways.Supplies;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Schedules.Days;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways.Maintenance;

/// <summary>What became of a wish for maintenance; one of them is there.</summary>
internal sealed record MaintenanceOutcome
{
    /// <summary>The order is on its way.</summary>
    public MaintenanceRun? Asked { get; init; }

    /// <summary>Fields that can't be taken.</summary>
    public IReadOnlyList<(string Field, string Problem)>? Problems { get; init; }

    /// <summary>Why this person may not.</summary>
    public string? Forbidden { get; init; }

    /// <summary>Why it can't be done as things stand.</summary>
    public string? Blocked { get; init; }

    /// <summary>Why the gateway must not sound now.</summary>
    public string? Curfew { get; init; }

    /// <summary>There is no such gateway.</summary>
    public bool IsUnknown { get; init; }
}

/// <summary>Takes a person's wish that a gateway does something about itself, and sends the signed order for it.</summary>
internal sealed class MaintenanceDesk(
    IDbContextFactory<TownDbContext> databases,
    OrderDesk orders,
    Postman postman,
    GatewayPresence presence,
    GatewayLimits limits,
    PackageShelf packages,
    MaintenanceBook book,
    AuditTrail audit,
    TimeProvider time)
{
    // Of the agent; what it plays is a little longer than its notes.
    private static readonly TimeSpan ChimeLength = TimeSpan.FromSeconds(10);

    // Somebody stands in front of it: an order that comes later surprises people.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    public async Task<MaintenanceOutcome> AskAsync(ClaimsPrincipal who, string gatewayId, MaintenanceRequest request, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Gateways.AsNoTracking().SingleOrDefaultAsync(known => known.Id == gatewayId, cancellationToken) is not { } gateway)
        {
            return new MaintenanceOutcome { IsUnknown = true };
        }

        if (ForbiddenTo(who, request.Task, gateway) is { } forbidden)
        {
            return new MaintenanceOutcome { Forbidden = forbidden };
        }

        var package = request.Package is { } sha256 ? packages.Describe(sha256) : null;
        var problems = MaintenanceRules.ProblemsOf(request, gateway, package is not null).ToList();
        return problems.Count > 0 ? new MaintenanceOutcome { Problems = problems }
            : BlockedBy(gateway) is { } blocked ? new MaintenanceOutcome { Blocked = blocked }
            : await CurfewOfAsync(database, request.Task, gateway, cancellationToken) is { } curfew ? new MaintenanceOutcome { Curfew = curfew }
            : new MaintenanceOutcome { Asked = await SendAsync(database, who, gateway, OrderOf(request, package), cancellationToken) };
    }

    /// <summary>Why this person may not ask the gateway for the task, or null.</summary>
    public static string? ForbiddenTo(ClaimsPrincipal who, MaintenanceTask task, Gateway gateway) =>
        MaintenanceRules.FurtherRightOf(task) is not { } right ? null
        : !who.May(right) ? $"The task needs the right \"{right}\", too."
        : who.FirstBeyondReach(right, [gateway.AreaCode]) is { } beyond ? $"Area \"{beyond}\" is beyond your own."
        : null;

    private string? BlockedBy(Gateway gateway) =>
        gateway.PublicKey is null ? $"Gateway \"{gateway.Id}\" is not in service."
        : !presence.IsOnline(gateway.Id) ? $"Gateway \"{gateway.Id}\" is offline."
        : null;

    // The gateway would refuse it anyway: whoever asks shall hear it now.
    private async Task<string?> CurfewOfAsync(TownDbContext database, MaintenanceTask task, Gateway gateway, CancellationToken cancellationToken) =>
        task is MaintenanceTask.ChimeTest
            ? limits.RefusalOf(gateway, await TownDays.LoadAsync(database, cancellationToken), time.GetUtcNow(), ChimeLength)?.Problem
            : null;

    private static MaintainOrder OrderOf(MaintenanceRequest request, PackageView? package) => new()
    {
        Task = request.Task,
        Zone = request.Zone,
        LogLevel = request.LogLevel,
        Package = package is null ? null : new AgentPackage { Sha256 = package.Sha256, Bytes = package.Bytes, Version = package.Version },
    };

    private async Task<MaintenanceRun> SendAsync(
        TownDbContext database, ClaimsPrincipal who, Gateway gateway, MaintainOrder maintain, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var (orderId, document) = await orders.MaintainAsync(database, maintain, gateway.Id, now + Life, cancellationToken);
        var run = new MaintenanceRun
        {
            Id = orderId,
            GatewayId = gateway.Id,
            Task = maintain.Task,
            Zone = maintain.Zone,
            LogLevel = maintain.LogLevel,
            PackageVersion = maintain.Package?.Version,
            AskedBy = who.ShownName(),
            AskedAt = now,
            ExpiresAt = now + Life,
        };
        database.MaintenanceRuns.Add(run);
        await audit.WriteAsync(database, "gateway.maintain", gateway.Id, null, maintain, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await postman.PublishAsync(Topics.GatewayOrders(gateway.Id), document, atLeastOnce: true, cancellationToken);
        book.RaiseChanged(gateway.Id);
        return run;
    }
}
