using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways.Keys;

/// <summary>How the keys of a purpose stand.</summary>
/// <param name="Purpose">What they are for.</param>
/// <param name="Step">How far a change has come.</param>
/// <param name="KeyId">Signs now.</param>
/// <param name="NextKeyId">Will sign.</param>
/// <param name="PreviousKeyId">Signed before and is still believed.</param>
/// <param name="StartedAt">When the change began.</param>
/// <param name="SwitchAt">When it goes on without the gateways that are missing; null to wait for them.</param>
/// <param name="Missing">The gateways that do not know the next key yet.</param>
internal sealed record KeyStatus(
    SigningPurpose Purpose,
    RotationStep Step,
    string KeyId,
    string? NextKeyId,
    string? PreviousKeyId,
    DateTimeOffset? StartedAt,
    DateTimeOffset? SwitchAt,
    IReadOnlyList<string> Missing);

/// <summary>
/// Changes a key in three steps: every gateway is told of the new one, under the old one's signature; the new one signs; the
/// old one is believed no more. Each round goes on from what files and database say.
/// </summary>
internal sealed partial class KeyRotations(
    IDbContextFactory<TownDbContext> databases, SigningKeys keys, ConfigurationDesk configurations, AuditTrail audit, TimeProvider time, ILogger<KeyRotations> log)
    : IDisposable
{
    // Two rounds at once would rename the same files.
    private readonly SemaphoreSlim _one = new(1, 1);


    /// <summary>Begins; false when a change of that key is under way.</summary>
    public async Task<bool> BeginAsync(SigningPurpose purpose, TimeSpan? grace, CancellationToken cancellationToken)
    {
        keys.Refresh();
        if (keys.SetOf(purpose).Step is not RotationStep.None)
        {
            return false;
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.KeyRotations.Where(rotation => rotation.Purpose == purpose).ExecuteDeleteAsync(cancellationToken);
        var now = time.GetUtcNow();
        database.KeyRotations.Add(new KeyRotation { Purpose = purpose, StartedAt = now, SwitchAt = now + grace });
        await database.SaveChangesAsync(cancellationToken);
        keys.Introduce(purpose);
        await audit.WriteAsync(
            database, "key.rotate", purpose.ToString(), new { keys.SetOf(purpose).Current.KeyId }, new { keys.SetOf(purpose).Next!.KeyId }, cancellationToken);
        LogBegun(purpose, keys.SetOf(purpose).Next!.KeyId);
        return true;
    }

    /// <summary>Goes on without the gateways that are missing; false when no change waits.</summary>
    public async Task<bool> FinishAsync(SigningPurpose purpose, CancellationToken cancellationToken)
    {
        keys.Refresh();
        if (keys.SetOf(purpose).Step is not RotationStep.Introducing)
        {
            return false;
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var rotation = await database.KeyRotations.SingleOrDefaultAsync(known => known.Purpose == purpose, cancellationToken)
            ?? database.KeyRotations.Add(new KeyRotation { Purpose = purpose, StartedAt = now }).Entity;
        rotation.SwitchAt = now;
        await audit.WriteAsync(database, "key.finish", purpose.ToString(), null, new { Missing = await MissingAsync(database, keys.SetOf(purpose).Next!.KeyId, cancellationToken) }, cancellationToken);
        return true;
    }

    public async Task<KeyStatus> ReadAsync(SigningPurpose purpose, CancellationToken cancellationToken)
    {
        var set = keys.SetOf(purpose);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rotation = await database.KeyRotations.AsNoTracking().SingleOrDefaultAsync(known => known.Purpose == purpose, cancellationToken);
        return new KeyStatus(
            purpose, set.Step, set.Current.KeyId, set.Next?.KeyId, set.Previous?.KeyId, rotation?.StartedAt, rotation?.SwitchAt,
            set.Next is { } next ? await MissingAsync(database, next.KeyId, cancellationToken) : []);
    }

    /// <summary>One round over both keys.</summary>
    public async Task AdvanceAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            keys.Refresh();
            foreach (var purpose in Enum.GetValues<SigningPurpose>())
            {
                await (keys.SetOf(purpose).Step switch
                {
                    RotationStep.Introducing => IntroduceAsync(purpose, cancellationToken),
                    RotationStep.Switched => RetireAsync(purpose, cancellationToken),
                    _ => Task.CompletedTask,
                });
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task IntroduceAsync(SigningPurpose purpose, CancellationToken cancellationToken)
    {
        await configurations.RenewAllAsync(cancellationToken);
        var status = await ReadAsync(purpose, cancellationToken);
        if (status.Missing.Count == 0 || status.SwitchAt <= time.GetUtcNow())
        {
            keys.Switch(purpose);
            LogSwitched(purpose, status.NextKeyId!, string.Join(", ", status.Missing));
        }
    }

    // What the old key has signed and is still on its way would be refused.
    private async Task RetireAsync(SigningPurpose purpose, CancellationToken cancellationToken)
    {
        var previous = keys.SetOf(purpose).Previous!.KeyId;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Broadcasts.AnyAsync(broadcast => broadcast.EndedAt == null && broadcast.KeyId == previous, cancellationToken))
        {
            return;
        }

        keys.Retire(purpose);
        await database.KeyRotations.Where(rotation => rotation.Purpose == purpose).ExecuteDeleteAsync(cancellationToken);
        await configurations.RenewAllAsync(cancellationToken);
        LogRetired(purpose, previous);
    }

    private static async Task<List<string>> MissingAsync(TownDbContext database, string keyId, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var gateway in await database.Gateways.AsNoTracking().Where(gateway => gateway.PublicKey != null).OrderBy(gateway => gateway.Id).ToListAsync(cancellationToken))
        {
            var installed = await ConfigurationDesk.InstalledAsync(database, gateway, cancellationToken);
            if (installed is null || installed.Keys.All(key => PublicKeyId.Of(key.PublicKey) != keyId))
            {
                missing.Add(gateway.Id);
            }
        }

        return missing;
    }

    [LoggerMessage(LogLevel.Information, "The {Purpose} key is being changed: {KeyId} is made known.")]
    private partial void LogBegun(SigningPurpose purpose, string keyId);

    [LoggerMessage(LogLevel.Information, "The {Purpose} key {KeyId} signs from now on. Gateways that do not know it: {Missing}")]
    private partial void LogSwitched(SigningPurpose purpose, string keyId, string missing);

    [LoggerMessage(LogLevel.Information, "The {Purpose} key {KeyId} is believed no more.")]
    private partial void LogRetired(SigningPurpose purpose, string keyId);
}
