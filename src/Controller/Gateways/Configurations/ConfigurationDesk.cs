using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Configurations;

/// <summary>Composes, numbers and signs what each gateway is, whom it believes and what limits it keeps.</summary>
internal sealed partial class ConfigurationDesk(
    IDbContextFactory<TownDbContext> databases, SigningKeys keys, IOptions<GatewayOptions> options, TownZone zone, TimeProvider time, ILogger<ConfigurationDesk> log)
{
    private const int LongestName = 100;

    /// <summary>Raised with the gateway's id when there is a newer configuration for it; on any thread.</summary>
    public event Action<string>? Issued;

    /// <summary>Renews the configuration of every enrolled gateway for which another one follows from what is on record now.</summary>
    public async Task RenewAllAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var renewed = new List<string>();
        foreach (var gateway in await database.Gateways.Where(gateway => gateway.PublicKey != null).ToListAsync(cancellationToken))
        {
            if (await RenewAsync(database, gateway, cancellationToken))
            {
                renewed.Add(gateway.Id);
            }
        }

        await database.SaveChangesAsync(cancellationToken);
        renewed.ForEach(Announce);
    }

    /// <summary>Renews one gateway's configuration if another one follows; the caller saves, and then calls <see cref="Announce"/>.</summary>
    public async Task<bool> RenewAsync(TownDbContext database, Gateway gateway, CancellationToken cancellationToken)
    {
        if (gateway.PublicKey is null)
        {
            return false;
        }

        var content = await ComposeAsync(database, gateway, cancellationToken);
        var newest = await NewestAsync(database, gateway.Id, cancellationToken);
        var before = newest is null ? null : Read(newest.Document);
        var isAhead = gateway.InstalledRevision > newest?.Revision;
        if (before is not null && !isAhead && IsSame(before, content))
        {
            return false;
        }

        var installed = await InstalledAsync(database, gateway, cancellationToken);
        Add(database, gateway, content, newest, installed is null ? null : keys.SignerFor(installed));
        return true;
    }

    /// <summary>A new configuration for a gateway that believes nobody yet: it is given it with its certificate. The caller saves.</summary>
    public async Task<IssuedConfiguration> IssueFirstAsync(TownDbContext database, Gateway gateway, CancellationToken cancellationToken)
    {
        var content = await ComposeAsync(database, gateway, cancellationToken);
        var issued = Add(database, gateway, content, await NewestAsync(database, gateway.Id, cancellationToken), null);
        gateway.InstalledRevision = issued.Revision;
        return issued;
    }

    /// <summary>Tells that a newer configuration is on record.</summary>
    public void Announce(string gatewayId) => Issued?.Invoke(gatewayId);

    /// <summary>The newest configuration of a gateway; null when it has none.</summary>
    public static Task<IssuedConfiguration?> NewestAsync(TownDbContext database, string gatewayId, CancellationToken cancellationToken) =>
        database.IssuedConfigurations.Where(issued => issued.GatewayId == gatewayId)
            .OrderByDescending(issued => issued.Revision).FirstOrDefaultAsync(cancellationToken);

    /// <summary>What the gateway holds, as far as the controller knows; null when it does not.</summary>
    public static async Task<GatewayConfiguration?> InstalledAsync(TownDbContext database, Gateway gateway, CancellationToken cancellationToken)
    {
        var installed = await database.IssuedConfigurations.AsNoTracking().Where(issued => issued.GatewayId == gateway.Id && issued.Revision <= gateway.InstalledRevision)
            .OrderByDescending(issued => issued.Revision).FirstOrDefaultAsync(cancellationToken);
        return installed is null ? null : Read(installed.Document);
    }

    /// <summary>Whether a gateway that holds this one takes another only with an operator's approval.</summary>
    public static bool NeedsApproval(GatewayConfiguration? installed) => installed is { Operators.Count: > 0 };

    /// <summary>Whether one of the gateways takes an emergency only with an operator's approval, by what it holds or is about to hold.</summary>
    public static async Task<bool> NeedApprovalOfEmergenciesAsync(TownDbContext database, IReadOnlyCollection<string> gatewayIds, CancellationToken cancellationToken)
    {
        foreach (var gateway in await database.Gateways.AsNoTracking().Where(gateway => gatewayIds.Contains(gateway.Id)).ToListAsync(cancellationToken))
        {
            var newest = await NewestAsync(database, gateway.Id, cancellationToken);
            if ((newest is not null && Read(newest.Document).EmergencyNeedsApproval)
                || await InstalledAsync(database, gateway, cancellationToken) is { EmergencyNeedsApproval: true })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads one that this controller signed.</summary>
    /// <exception cref="InvalidOperationException">The bytes are no configuration.</exception>
    public static GatewayConfiguration Read(byte[] document) => ConfigurationCodec.TryOpenInstalled(document, out var configuration, out var problem)
        ? configuration
        : throw new InvalidOperationException($"A stored configuration can't be read: {problem}.");

    private async Task<GatewayConfiguration> ComposeAsync(TownDbContext database, Gateway gateway, CancellationToken cancellationToken)
    {
        var operators = await database.OperatorKeys.AsNoTracking().Where(key => key.ConfirmedAt != null).OrderBy(key => key.KeyId).ToListAsync(cancellationToken);
        var town = options.Value;
        return new GatewayConfiguration
        {
            Version = WireVersion.Current,
            Gateway = gateway.Id,
            Revision = 1,
            IssuedAt = DateTimeOffset.UnixEpoch,
            Name = gateway.Name.Length <= LongestName ? gateway.Name : gateway.Name[..LongestName],
            Area = gateway.AreaCode,
            Zones = [.. gateway.Zones.Select(zone => zone.Number).Order()],
            TimeZone = zone.Id,
            Curfew = CurfewHours.Parse(gateway.Curfew ?? town.Curfew),
            LongestPlayMs = (long)(gateway.LongestPlay ?? town.LongestPlay).TotalMilliseconds,
            StartsPerHour = gateway.StartsPerHour ?? town.StartsPerHour,
            VolumePercent = gateway.VolumePercent,
            EmergencyNeedsApproval = (gateway.EmergencyNeedsApproval ?? town.EmergencyNeedsApproval) && operators.Count > 0,
            Keys = keys.Configured(),
            Operators = [.. operators.Select(key => new ConfiguredOperator { Name = key.Name, PublicKey = key.PublicKey })],
        };
    }

    private IssuedConfiguration Add(TownDbContext database, Gateway gateway, GatewayConfiguration content, IssuedConfiguration? newest, SigningKey? signer)
    {
        // A gateway may hold a newer one than a restored database knows of.
        var revision = Math.Max(newest?.Revision ?? 0, gateway.InstalledRevision ?? 0) + 1;
        var now = time.GetUtcNow();
        var issued = new IssuedConfiguration
        {
            GatewayId = gateway.Id,
            Revision = revision,
            Document = ConfigurationCodec.Sign(content with { Revision = revision, IssuedAt = now }, signer ?? keys.For(SigningPurpose.Ordinary)),
            IssuedAt = now,
        };
        database.IssuedConfigurations.Add(issued);
        LogIssued(gateway.Id, revision);
        return issued;
    }

    private static bool IsSame(GatewayConfiguration one, GatewayConfiguration other) =>
        WireJson.Write(one with { Revision = 1, IssuedAt = DateTimeOffset.UnixEpoch }).AsSpan().SequenceEqual(WireJson.Write(other));

    [LoggerMessage(LogLevel.Information, "Configuration {Revision} of {GatewayId} is signed.")]
    private partial void LogIssued(string gatewayId, long revision);
}
