using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>Who the gateways are and which key each signs with, as it was when each last connected; safe to use from many threads.</summary>
internal sealed class GatewayKeys(IDbContextFactory<TownDbContext> databases) : IDisposable
{
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    private sealed record Known(string AreaCode, byte[] PublicKey, TrustedKeys Keys);

    /// <summary>Reads the gateway anew; false when there is no such gateway or <paramref name="publicKey"/> is not its key.</summary>
    public async Task<bool> ConnectAsync(string gatewayId, byte[] publicKey, CancellationToken cancellationToken)
    {
        await using var database = databases.CreateDbContext();
        var gateway = await database.Gateways.AsNoTracking().SingleOrDefaultAsync(known => known.Id == gatewayId, cancellationToken);
        if (gateway?.PublicKey is not { } key || !key.AsSpan().SequenceEqual(publicKey))
        {
            return false;
        }

        if (!_known.TryGetValue(gatewayId, out var before) || before.AreaCode != gateway.AreaCode || !before.PublicKey.AsSpan().SequenceEqual(key))
        {
            var keys = new TrustedKeys();
            keys.Add(key);
            _known[gatewayId] = new Known(gateway.AreaCode, key, keys);
        }

        return true;
    }

    /// <summary>Which of these gateways have another key on record than the one they connected with, or none, or are no more.</summary>
    public async Task<IReadOnlyList<string>> FindRevokedAsync(IReadOnlyCollection<string> gatewayIds, CancellationToken cancellationToken)
    {
        if (gatewayIds.Count == 0)
        {
            return [];
        }

        await using var database = databases.CreateDbContext();
        var onRecord = await database.Gateways.AsNoTracking()
            .Select(gateway => new { gateway.Id, gateway.PublicKey })
            .ToDictionaryAsync(gateway => gateway.Id, gateway => gateway.PublicKey, StringComparer.Ordinal, cancellationToken);
        return [.. gatewayIds.Where(id => _known.TryGetValue(id, out var known) && !known.PublicKey.AsSpan().SequenceEqual(onRecord.GetValueOrDefault(id)))];
    }

    /// <summary>The village of a gateway that has connected.</summary>
    public bool TryGetArea(string gatewayId, [NotNullWhen(true)] out string? areaCode)
    {
        areaCode = _known.TryGetValue(gatewayId, out var known) ? known.AreaCode : null;
        return areaCode is not null;
    }

    /// <summary>Opens a document that the gateway itself must have signed.</summary>
    /// <remarks>The id comes from the topic; the caller checks that the document names the same.</remarks>
    public bool TryOpen(
        DocumentKind kind,
        string gatewayId,
        ReadOnlyMemory<byte> bytes,
        out ReadOnlyMemory<byte> payload,
        [NotNullWhen(false)] out RefusalReason? problem)
    {
        if (_known.TryGetValue(gatewayId, out var known))
        {
            return SignedDocument.TryOpen(kind, bytes, known.Keys, out payload, out _, out problem);
        }

        payload = default;
        problem = RefusalReason.UnknownKey;
        return false;
    }

    public void Dispose()
    {
        foreach (var known in _known.Values)
        {
            known.Keys.Dispose();
        }
    }
}
