using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways.Enrolment;

/// <summary>Takes a gateway in on a good code: code used, certificate, key and configuration are one transaction.</summary>
internal sealed partial class EnrolmentDesk(
    IDbContextFactory<TownDbContext> databases, EnrolmentCodes codes, GatewayCertificates certificates, AuditTrail audit, ILogger<EnrolmentDesk> log)
{
    /// <summary>What the gateway is given; null when the code is not good, whatever is wrong with it.</summary>
    public async Task<EnrolmentAnswer?> EnrolAsync(string secret, CertificateSigningRequest request, string from, int mqttPort, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await codes.UseAsync(database, secret, from, cancellationToken) is not { } gatewayId)
        {
            LogRefused(from);
            await transaction.RollbackAsync(cancellationToken);
            await transaction.DisposeAsync();
            await audit.WriteAsync(database, new Actor("nobody", from), "gateway.enrolRefused", "", null, null, cancellationToken);
            return null;
        }

        var gateway = await database.Gateways.SingleAsync(known => known.Id == gatewayId, cancellationToken);
        var outcome = await certificates.IssueAsync(database, request, gateway, cancellationToken);
        await audit.WriteAsync(
            database, new Actor(gatewayId, from), "gateway.enrol", gatewayId, null, new { outcome.Configuration.Revision }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogEnrolled(gatewayId, from);
        return new EnrolmentAnswer
        {
            Version = WireVersion.Current,
            Gateway = gatewayId,
            Certificate = outcome.CertificatePem,
            Configuration = outcome.Configuration.Document,
            MqttPort = mqttPort,
        };
    }

    [LoggerMessage(LogLevel.Information, "{GatewayId} was enrolled from {Address}.")]
    private partial void LogEnrolled(string gatewayId, string address);

    [LoggerMessage(LogLevel.Warning, "An enrolment from {Address} was refused: its code is not good.")]
    private partial void LogRefused(string address);
}
