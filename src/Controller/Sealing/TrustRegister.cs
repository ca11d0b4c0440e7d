using System.Data;
using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Approvals;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Operators.Tokens;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Sealing;

/// <summary>Who is who in the town, as the database has it: what a new controller must know so that nobody has to visit a gateway.</summary>
internal sealed class TrustRegister
{
    public List<Area> Areas { get; init; } = [];

    public List<Gateway> Gateways { get; init; } = [];

    public List<IssuedConfiguration> Configurations { get; init; } = [];

    public List<OperatorKey> OperatorKeys { get; init; } = [];

    public List<KeyRotation> KeyRotations { get; init; } = [];

    public List<OrderCounter> OrderCounters { get; init; } = [];

    public List<Account> Accounts { get; init; } = [];

    public List<ApiToken> Tokens { get; init; } = [];

    /// <summary>Reads it all as of one instant.</summary>
    public static async Task<TrustRegister> ReadAsync(TownDbContext database, CancellationToken cancellationToken)
    {
        await using var instant = await database.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        return new TrustRegister
        {
            Areas = await AllAsync<Area>(database, cancellationToken),
            Gateways = await AllAsync<Gateway>(database, cancellationToken),
            Configurations = await AllAsync<IssuedConfiguration>(database, cancellationToken),
            OperatorKeys = await AllAsync<OperatorKey>(database, cancellationToken),
            KeyRotations = await AllAsync<KeyRotation>(database, cancellationToken),
            OrderCounters = await AllAsync<OrderCounter>(database, cancellationToken),
            Accounts = await AllAsync<Account>(database, cancellationToken),
            Tokens = await AllAsync<ApiToken>(database, cancellationToken),
        };
    }

    /// <summary>Adds it to an empty database; the caller saves.</summary>
    public void AddTo(TownDbContext database)
    {
        database.AddRange(Areas);
        database.AddRange(Gateways);
        database.AddRange(Configurations);
        database.AddRange(OperatorKeys);
        database.AddRange(KeyRotations);
        database.AddRange(OrderCounters);
        database.AddRange(Accounts);
        database.AddRange(Tokens);
    }

    /// <summary>Whether the database knows nobody yet.</summary>
    public static async Task<bool> IsEmptyAsync(TownDbContext database, CancellationToken cancellationToken) =>
        !await database.Areas.AnyAsync(cancellationToken) && !await database.Gateways.AnyAsync(cancellationToken)
        && !await database.Accounts.AnyAsync(cancellationToken);

    /// <summary>What of it stands in the audit trail.</summary>
    public object Summary() => new
    {
        gateways = Gateways.Where(gateway => gateway.PublicKey is not null).Select(gateway => gateway.Id).Order(StringComparer.Ordinal).ToList(),
        operatorKeys = OperatorKeys.Select(key => key.KeyId).Order(StringComparer.Ordinal).ToList(),
        accounts = Accounts.Select(account => account.UserName).Order(StringComparer.Ordinal).ToList(),
    };

    private static Task<List<T>> AllAsync<T>(TownDbContext database, CancellationToken cancellationToken)
        where T : class => database.Set<T>().AsNoTracking().ToListAsync(cancellationToken);
}
