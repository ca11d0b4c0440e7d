using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Gateways.Enrolment;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>Writes down which gateways there are, what they keep to, and which of them count no more.</summary>
internal sealed partial class GatewayRegister(
    TownDbContext database,
    ConfigurationDesk configurations,
    EnrolmentCodes codes,
    GatewayKeys keys,
    Postman postman,
    AuditTrail audit,
    TimeProvider time,
    ILogger<GatewayRegister> log)
{
    public async Task<Gateway?> FindAsync(string id, CancellationToken cancellationToken) =>
        await database.Gateways.SingleOrDefaultAsync(known => known.Id == id, cancellationToken);

    public async Task<Gateway> MakeAsync(NewGatewayRequest request, CancellationToken cancellationToken)
    {
        var gateway = new Gateway { Id = request.Id, AreaCode = request.Area, Name = request.Name.Trim(), Zones = ZonesOf(request.Zones) };
        database.Gateways.Add(gateway);
        await audit.WriteAsync(database, "gateway.make", gateway.Id, null, FactsOf(gateway), cancellationToken);
        return gateway;
    }

    /// <summary>Changes a gateway; what follows for its configuration is on its way when this returns.</summary>
    public async Task ChangeAsync(Gateway gateway, GatewayChangeRequest request, CancellationToken cancellationToken)
    {
        var before = FactsOf(gateway);
        gateway.Name = request.Name?.Trim() ?? gateway.Name;
        gateway.Zones = request.Zones is { } zones ? ZonesOf(zones) : gateway.Zones;
        if (request.VolumePercent is { } volume)
        {
            gateway.VolumePercent = volume < GatewayRules.LoudestPercent ? volume : null;
        }

        if (request.Limits is { } limits)
        {
            (gateway.Curfew, gateway.LongestPlay) = (limits.Curfew, limits.LongestPlay);
            (gateway.StartsPerHour, gateway.EmergencyNeedsApproval) = (limits.StartsPerHour, limits.EmergencyNeedsApproval);
        }

        var renewed = await configurations.RenewAsync(database, gateway, cancellationToken);
        await audit.WriteAsync(database, "gateway.change", gateway.Id, before, FactsOf(gateway), cancellationToken);
        if (renewed)
        {
            configurations.Announce(gateway.Id);
        }
    }

    /// <summary>Removes a gateway that was never in service; false when it was.</summary>
    public async Task<bool> RemoveAsync(Gateway gateway, CancellationToken cancellationToken)
    {
        if (gateway.EnrolledAt is not null || gateway.PublicKey is not null || await database.Playbacks.AnyAsync(playback => playback.GatewayId == gateway.Id, cancellationToken))
        {
            return false;
        }

        database.EnrolmentCodes.RemoveRange(await database.EnrolmentCodes.Where(code => code.GatewayId == gateway.Id).ToListAsync(cancellationToken));
        database.Gateways.Remove(gateway);
        await audit.WriteAsync(database, "gateway.remove", gateway.Id, FactsOf(gateway), null, cancellationToken);
        return true;
    }

    /// <summary>A code for the gateway; earlier ones count no more.</summary>
    public async Task<EnrolmentCodes.Made> MakeCodeAsync(Gateway gateway, string madeBy, CancellationToken cancellationToken)
    {
        var made = await codes.MakeAsync(database, gateway.Id, madeBy, cancellationToken);
        await audit.WriteAsync(database, "gateway.enrolmentCode", gateway.Id, null, new { made.ExpiresAt }, cancellationToken);
        LogCode(gateway.Id, madeBy);
        return made;
    }

    /// <summary>From now on the gateway's certificate and what it signs count for nothing, and its open codes are void.</summary>
    public async Task RevokeAsync(Gateway gateway, string reason, CancellationToken cancellationToken)
    {
        gateway.PublicKey = null;
        (gateway.RevokedAt, gateway.RevokedReason) = (time.GetUtcNow(), reason);
        await codes.EndAsync(database, gateway.Id, cancellationToken);
        await audit.WriteAsync(database, "gateway.revoke", gateway.Id, null, new { reason }, cancellationToken);
        keys.Forget(gateway.Id);
        await postman.DisconnectAsync(gateway.Id);
        LogRevoked(gateway.Id, reason);
    }

    // Copies: what is before must not follow the change.
    private static object FactsOf(Gateway gateway) => new
    {
        gateway.Name,
        gateway.AreaCode,
        Zones = gateway.Zones.Select(zone => new ZoneView(zone.Number, zone.Name, [.. zone.Communes])).ToList(),
        gateway.VolumePercent,
        Limits = new LimitsView(gateway.Curfew, gateway.LongestPlay, gateway.StartsPerHour, gateway.EmergencyNeedsApproval),
    };

    private static List<GatewayZone> ZonesOf(IEnumerable<ZoneRequest> zones) =>
        [.. zones.OrderBy(zone => zone.Number).Select(zone => new GatewayZone { Number = zone.Number, Name = zone.Name, Communes = [.. zone.Communes] })];

    [LoggerMessage(LogLevel.Information, "{Person} made an enrolment code for {GatewayId}.")]
    private partial void LogCode(string gatewayId, string person);

    [LoggerMessage(LogLevel.Warning, "{GatewayId} is revoked: {Reason}")]
    private partial void LogRevoked(string gatewayId, string reason);
}
