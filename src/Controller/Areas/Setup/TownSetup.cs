using System.Globalization;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Areas.Setup;

/// <summary>
/// The first run: what a controller that knows no town yet has to be told, step by step, each kept as soon as it is done.
/// Safe to use from many threads.
/// </summary>
internal sealed class TownSetup(
    IDbContextFactory<TownDbContext> databases, TownZone zone, AuditTrail audit, IOptions<AreaOptions> options, TimeProvider time)
{
    private const string Subject = "town";

    // Once done it stays so: no request has to ask the database again.
    private volatile bool _isDone;
    private volatile bool _hasTown;

    /// <summary>Raised after a step was kept; on any thread.</summary>
    public event Action? Changed;

    /// <summary>Fills or reads what is there; before anything that needs the town starts.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (options.Value.Sample)
        {
            await AreaSeed.ApplyAsync(database, cancellationToken);
            await GatewaySeed.ApplyAsync(database, cancellationToken);
        }

        var settings = await FindAsync(database, cancellationToken);
        if (settings is null && await database.Areas.AnyAsync(cancellationToken))
        {
            // A town that was there before it could be asked for.
            database.TownSettings.Add(new TownSettings { DoneAt = time.GetUtcNow() });
            await database.SaveChangesAsync(cancellationToken);
        }
        else if (settings?.TimeZone is { } chosen)
        {
            zone.TrySet(chosen);
        }
    }

    /// <summary>Whether there is a town: without one nothing can be planned, sent or shown.</summary>
    public async ValueTask<bool> HasTownAsync(CancellationToken cancellationToken)
    {
        if (!_hasTown)
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            _hasTown = await database.Areas.AnyAsync(area => area.ParentCode == null, cancellationToken);
        }

        return _hasTown;
    }

    /// <summary>Whether the first run is over.</summary>
    public async ValueTask<bool> IsDoneAsync(CancellationToken cancellationToken)
    {
        if (!_isDone)
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            _isDone = await database.TownSettings.AnyAsync(settings => settings.DoneAt != null, cancellationToken);
        }

        return _isDone;
    }

    public async Task<SetupStanding> StandingAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var town = await database.Areas.AsNoTracking().SingleOrDefaultAsync(area => area.ParentCode == null, cancellationToken);
        var settings = await FindAsync(database, cancellationToken) ?? new TownSettings();
        var next = this switch
        {
            _ when town is null => SetupStep.Town,
            _ when settings.ZoneAt is null => SetupStep.Zone,
            _ when settings.AccountAt is null => SetupStep.Account,
            _ when settings.HeardAt is null => SetupStep.Gateway,
            _ => SetupStep.Ready,
        };
        return new SetupStanding(next, town, settings);
    }

    /// <summary>Names the town; returns what is wrong, or null. A town that is there keeps its code: 9 digits, or 12 that end in 000.</summary>
    public async Task<string?> NameTownAsync(string name, string written, CancellationToken cancellationToken)
    {
        var code = written.Trim() is { Length: 9 } nine ? nine + "000" : written.Trim();
        if (!VillageRequest.IsName(name.Trim()))
        {
            return $"镇名“{name}”不行。请写 1 至 {VillageRequest.LongestName} 个字。";
        }

        if (code.Length != 12 || AreaCode.Normalise(code) != code || code[6..9] == "000" || code[9..] != "000")
        {
            return $"区划代码“{written}”不行。镇的代码是九位数字（或者后面再加 000），可以在统计用区划代码里查到。";
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Areas.SingleOrDefaultAsync(area => area.ParentCode == null, cancellationToken) is { } town)
        {
            if (town.Code != code)
            {
                return $"{town.Name}的区划代码已经定为 {town.Code[..9]}，不能再改。";
            }

            town.Name = name.Trim();
        }
        else
        {
            database.Areas.Add(new Area { Code = code, ParentCode = null, Level = AreaLevel.Town, Name = name.Trim(), Households = 0, People = 0, IsSample = false });
        }

        await audit.WriteAsync(database, "town.name", Subject, null, new { Name = name.Trim(), code }, cancellationToken);
        Changed?.Invoke();
        return null;
    }

    /// <summary>Takes the town of Dongzhai with its villages and gateways, to try things; nothing where a town is there.</summary>
    public async Task TakeSampleAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await AreaSeed.ApplyAsync(database, cancellationToken);
        await GatewaySeed.ApplyAsync(database, cancellationToken);
        await audit.WriteAsync(database, "town.sample", Subject, null, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Changed?.Invoke();
    }

    /// <summary>Sets the town's zone; returns what is wrong, or null.</summary>
    public async Task<string?> SetZoneAsync(string id, CancellationToken cancellationToken)
    {
        var before = zone.Id;
        if (!zone.TrySet(id))
        {
            return $"没有叫“{id}”的时区。请从列表里选一个。";
        }

        await SettleAsync("town.zone", new { zone = before }, new { zone = id }, settings => (settings.TimeZone, settings.ZoneAt) = (id, time.GetUtcNow()), cancellationToken);
        return null;
    }

    /// <summary>The administrator's account is as it shall be, or is left for later.</summary>
    public Task FinishAccountAsync(CancellationToken cancellationToken) =>
        SettleAsync("town.account", null, null, settings => settings.AccountAt ??= time.GetUtcNow(), cancellationToken);

    /// <summary>Writes down a village with its communes and its gateway; returns what is wrong, or null.</summary>
    public async Task<string?> AddVillageAsync(VillageRequest request, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var town = await database.Areas.AsNoTracking().SingleAsync(area => area.ParentCode == null, cancellationToken);
        if (request.ProblemIn(town) is { } problem)
        {
            return problem;
        }

        if (await database.Areas.AsNoTracking().SingleOrDefaultAsync(area => area.Code == request.Code, cancellationToken) is { } known)
        {
            return $"区划代码 {request.Code} 已经是{known.Name}。";
        }

        var village = new Area { Code = request.Code, ParentCode = town.Code, Level = AreaLevel.Village, Name = request.Name.Trim(), Households = 0, People = 0, IsSample = false };
        List<Area> communes = [.. Enumerable.Range(1, request.Communes).Select(number => CommuneOf(village, number))];
        var gateway = GatewaySeed.Of(village, communes, request.Zones);
        database.Areas.AddRange([village, .. communes]);
        database.Gateways.Add(gateway);
        var settings = await OwnAsync(database, cancellationToken);
        settings.FirstGateway ??= gateway.Id;
        await audit.WriteAsync(database, "village.make", village.Code, null, new { village.Name, request.Communes, request.Zones, Gateway = gateway.Id }, cancellationToken);
        Changed?.Invoke();
        return null;
    }

    /// <summary>Says which gateway is to sound first; one that is not there is passed over.</summary>
    public async Task ChooseGatewayAsync(string gatewayId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Gateways.AnyAsync(gateway => gateway.Id == gatewayId, cancellationToken))
        {
            (await OwnAsync(database, cancellationToken)).FirstGateway = gatewayId;
            await database.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>Somebody has heard the first gateway.</summary>
    public Task HearAsync(string who, CancellationToken cancellationToken) => SettleAsync(
        "town.heard", null, new { who }, settings => (settings.HeardAt, settings.HeardBy) = (time.GetUtcNow(), who), cancellationToken);

    /// <summary>Ends the first run, whatever of it was done; only a town is needed.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) =>
        SettleAsync("town.ready", null, null, settings => settings.DoneAt ??= time.GetUtcNow(), cancellationToken);

    private static Area CommuneOf(Area village, int number) => new()
    {
        Code = string.Create(CultureInfo.InvariantCulture, $"{village.Code}{number:00}"),
        ParentCode = village.Code,
        Level = AreaLevel.Commune,
        Name = ChineseNumber.Read(number.ToString(CultureInfo.InvariantCulture)) + "社",
        Households = 0,
        People = 0,
        IsSample = false,
    };

    private static Task<TownSettings?> FindAsync(TownDbContext database, CancellationToken cancellationToken) =>
        database.TownSettings.SingleOrDefaultAsync(settings => settings.Id == TownSettings.TheOne, cancellationToken);

    private static async Task<TownSettings> OwnAsync(TownDbContext database, CancellationToken cancellationToken)
    {
        if (await FindAsync(database, cancellationToken) is { } known)
        {
            return known;
        }

        var made = new TownSettings();
        database.TownSettings.Add(made);
        return made;
    }

    private async Task SettleAsync(string action, object? before, object? after, Action<TownSettings> change, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        change(await OwnAsync(database, cancellationToken));
        await audit.WriteAsync(database, action, Subject, before, after, cancellationToken);
        Changed?.Invoke();
    }
}
