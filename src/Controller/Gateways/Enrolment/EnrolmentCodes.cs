using System.Security.Cryptography;
using System.Text;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Enrolment;

/// <summary>Makes enrolment codes and knows them again, without keeping them.</summary>
internal sealed class EnrolmentCodes(KeyFiles files, TownCertificateAuthority authority, IOptions<GatewayOptions> options, TimeProvider time)
{
    private const int KeyBytes = 32;

    private readonly Lazy<byte[]> _key = new(() => Convert.FromHexString(
        files.ReadOrCreate("enrolment.key", secret: true, () => RandomNumberGenerator.GetHexString(2 * KeyBytes, lowercase: true) + "\n").Trim()));

    /// <summary>A new code, and until when it can be used.</summary>
    public sealed record Made(EnrolmentCode Code, DateTimeOffset ExpiresAt);

    /// <summary>Makes a code for a known gateway; its earlier ones count no more. The caller saves.</summary>
    public async Task<Made> MakeAsync(TownDbContext database, string gatewayId, string madeBy, CancellationToken cancellationToken)
    {
        await EndAsync(database, gatewayId, cancellationToken);
        var now = time.GetUtcNow();
        var code = EnrolmentCode.Create(authority.RootCertificate);
        database.EnrolmentCodes.Add(new EnrolmentCodeRecord
        {
            Id = Guid.CreateVersion7(now),
            Hash = HashOf(code.Secret),
            GatewayId = gatewayId,
            MadeBy = madeBy,
            MadeAt = now,
            ExpiresAt = now + options.Value.CodeLife,
        });
        return new Made(code, now + options.Value.CodeLife);
    }

    /// <summary>Ends every open code of a gateway. The caller saves.</summary>
    public async Task EndAsync(TownDbContext database, string gatewayId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var open in await database.EnrolmentCodes.Where(code => code.GatewayId == gatewayId && code.EndedAt == null).ToListAsync(cancellationToken))
        {
            open.EndedAt = now;
        }
    }

    /// <summary>Uses up the code with this secret; the gateway it was made for, or null when it is not good. The caller's transaction decides whether it stays used.</summary>
    public async Task<string?> UseAsync(TownDbContext database, string secret, string usedFrom, CancellationToken cancellationToken)
    {
        // One statement whatever the code is: unknown, used and expired ones cost the same, and of two uses at once one counts.
        var (hash, now) = (HashOf(secret), time.GetUtcNow());
        var used = await database.EnrolmentCodes
            .Where(code => code.Hash == hash && code.EndedAt == null && code.ExpiresAt > now)
            .ExecuteUpdateAsync(update => update.SetProperty(code => code.EndedAt, now).SetProperty(code => code.UsedFrom, usedFrom), cancellationToken);
        return used == 0 ? null : await database.EnrolmentCodes.Where(code => code.Hash == hash).Select(code => code.GatewayId).SingleAsync(cancellationToken);
    }

    // Codes have 40 bits: without the key a stolen database gives none away.
    private byte[] HashOf(string secret) => HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes(secret));
}
