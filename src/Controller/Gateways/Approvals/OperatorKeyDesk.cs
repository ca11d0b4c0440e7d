using System.Security.Cryptography;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways.Approvals;

/// <summary>What became of a wish concerning an operator's key.</summary>
internal enum OperatorKeyResult
{
    Done,
    Unknown,
    AlreadyThere,
    SamePerson,
    NeedsPerson,
}

/// <summary>Keeps the operators' keys: one person registers a key, another one vouches for it, and only then gateways hear of it.</summary>
internal sealed partial class OperatorKeyDesk(
    IDbContextFactory<TownDbContext> databases, ConfigurationDesk configurations, SigningKeys keys, AuditTrail audit, TimeProvider time, ILogger<OperatorKeyDesk> log)
{
    public async Task<IReadOnlyList<OperatorKey>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.OperatorKeys.AsNoTracking().OrderBy(key => key.RegisteredAt).ToListAsync(cancellationToken);
    }

    /// <summary>Whether the bytes can be an operator's key: P-256, and none of the controller's own.</summary>
    public bool IsFit(byte[] publicKey)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(publicKey, out var read);
            return read == publicKey.Length && key.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
                && keys.Find(PublicKeyId.Of(publicKey)) is null;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public async Task<(OperatorKeyResult Result, OperatorKey? Key)> RegisterAsync(string name, byte[] publicKey, string account, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var keyId = PublicKeyId.Of(publicKey);
        if (await database.OperatorKeys.AnyAsync(known => known.KeyId == keyId, cancellationToken))
        {
            return (OperatorKeyResult.AlreadyThere, null);
        }

        var key = new OperatorKey { KeyId = keyId, Name = name, PublicKey = publicKey, RegisteredBy = account, RegisteredAt = time.GetUtcNow() };
        database.OperatorKeys.Add(key);
        await audit.WriteAsync(database, "operatorKey.register", keyId, null, new { name }, cancellationToken);
        LogRegistered(account, keyId, name);
        return (OperatorKeyResult.Done, key);
    }

    /// <summary>A second person vouches for a key; it goes into the configurations.</summary>
    public async Task<OperatorKeyResult> ConfirmAsync(string keyId, string? account, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.OperatorKeys.SingleOrDefaultAsync(known => known.KeyId == keyId, cancellationToken) is not { } key)
        {
            return OperatorKeyResult.Unknown;
        }

        if (account is null)
        {
            return OperatorKeyResult.NeedsPerson;
        }

        if (key.ConfirmedAt is not null || string.Equals(key.RegisteredBy, account, StringComparison.OrdinalIgnoreCase))
        {
            return key.ConfirmedAt is null ? OperatorKeyResult.SamePerson : OperatorKeyResult.AlreadyThere;
        }

        (key.ConfirmedBy, key.ConfirmedAt) = (account, time.GetUtcNow());
        await audit.WriteAsync(database, "operatorKey.confirm", keyId, null, new { key.Name, key.RegisteredBy }, cancellationToken);
        LogConfirmed(account, keyId, key.Name);
        await configurations.RenewAllAsync(cancellationToken);
        return OperatorKeyResult.Done;
    }

    /// <summary>A key counts no more, as soon as each gateway has taken the configuration without it.</summary>
    public async Task<OperatorKeyResult> RemoveAsync(string keyId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.OperatorKeys.SingleOrDefaultAsync(known => known.KeyId == keyId, cancellationToken) is not { } key)
        {
            return OperatorKeyResult.Unknown;
        }

        database.OperatorKeys.Remove(key);
        await audit.WriteAsync(database, "operatorKey.remove", keyId, new { key.Name, key.RegisteredBy, key.ConfirmedBy }, null, cancellationToken);

        LogRemoved(keyId);
        await configurations.RenewAllAsync(cancellationToken);
        return OperatorKeyResult.Done;
    }

    /// <summary>The confirmed keys, for checking a signature.</summary>
    public async Task<TrustedKeys> ConfirmedAsync(CancellationToken cancellationToken)
    {
        var trusted = new TrustedKeys();
        foreach (var key in (await ListAsync(cancellationToken)).Where(key => key.ConfirmedAt is not null))
        {
            trusted.Add(key.PublicKey);
        }

        return trusted;
    }

    [LoggerMessage(LogLevel.Information, "{Account} registered the operator's key {KeyId} of {Name}.")]
    private partial void LogRegistered(string account, string keyId, string name);

    [LoggerMessage(LogLevel.Information, "{Account} vouched for the operator's key {KeyId} of {Name}.")]
    private partial void LogConfirmed(string account, string keyId, string name);

    [LoggerMessage(LogLevel.Information, "The operator's key {KeyId} was removed.")]
    private partial void LogRemoved(string keyId);
}
