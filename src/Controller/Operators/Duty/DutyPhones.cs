using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Duty;

/// <summary>The list as it stands, and the mark by which a later change of somebody else is noticed.</summary>
internal sealed record DutyList(IReadOnlyList<DutyPhone> Phones, string Version);

/// <summary>Why a list was not taken.</summary>
internal enum DutyFault
{
    /// <summary>Somebody else has changed it meanwhile.</summary>
    Stale,

    /// <summary>It has more lines than <see cref="DutyPhones.MostLines"/>.</summary>
    TooLong,

    /// <summary>A name is missing or too long.</summary>
    Name,

    /// <summary>A number is none.</summary>
    Number,
}

/// <summary>What is wrong with a list, and the line, from 1, where there is one.</summary>
internal sealed record DutyProblem(DutyFault Fault, int Line = 0);

/// <summary>Keeps the telephone numbers of the town's duty; safe to use from many threads.</summary>
internal sealed partial class DutyPhones(IDbContextFactory<TownDbContext> databases, AuditTrail audit)
{
    public const int MostLines = 20;
    public const int LongestName = 40;
    public const int LongestNumber = 20;

    /// <summary>Raised after the list has changed; on any thread.</summary>
    public event Action? Changed;

    public async Task<DutyList> ReadAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(database, cancellationToken);
    }

    /// <summary>
    /// Puts the lines in the place of the whole list, in their order; those without a word are left out. Null, or why nothing was
    /// taken. <paramref name="version"/> is that of the list the person saw.
    /// </summary>
    public async Task<DutyProblem?> SaveAsync(IEnumerable<(string Name, string Number)> lines, string version, CancellationToken cancellationToken)
    {
        var written = lines.Select(line => (Name: line.Name.Trim(), Number: line.Number.Trim())).Where(line => line is not ("", "")).ToList();
        if (ProblemOf(written) is { } problem)
        {
            return problem;
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var before = await ReadAsync(database, cancellationToken);
        if (before.Version != version)
        {
            return new DutyProblem(DutyFault.Stale);
        }

        database.DutyPhones.RemoveRange(before.Phones);
        database.DutyPhones.AddRange(written.Select((line, index) => new DutyPhone { Id = Guid.CreateVersion7(), Position = index, Name = line.Name, Number = line.Number }));
        await audit.WriteAsync(database, "town.phones", "town", before.Phones.Select(FactsOf), written.Select(line => new { line.Name, line.Number }), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Changed?.Invoke();
        return null;
    }

    private static DutyProblem? ProblemOf(List<(string Name, string Number)> lines)
    {
        if (lines.Count > MostLines)
        {
            return new DutyProblem(DutyFault.TooLong);
        }

        var nameless = lines.FindIndex(line => line.Name.Length is 0 or > LongestName);
        var dead = lines.FindIndex(line => line.Number.Length > LongestNumber || !Telephone().IsMatch(line.Number));
        return nameless >= 0 ? new DutyProblem(DutyFault.Name, nameless + 1)
            : dead >= 0 ? new DutyProblem(DutyFault.Number, dead + 1)
            : null;
    }

    private static async Task<DutyList> ReadAsync(TownDbContext database, CancellationToken cancellationToken)
    {
        var phones = await database.DutyPhones.OrderBy(phone => phone.Position).ToListAsync(cancellationToken);
        var content = string.Join('\n', phones.Select(phone => $"{phone.Name}\t{phone.Number}"));
        return new DutyList(phones, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..16]);
    }

    private static object FactsOf(DutyPhone phone) => new { phone.Name, phone.Number };

    [GeneratedRegex(@"^\+?[0-9](?:[ -]?[0-9]){2,}$")]
    private static partial Regex Telephone();
}
