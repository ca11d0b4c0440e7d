using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>Where Identity finds the accounts. It saves nothing by itself: <see cref="Audit.AuditTrail"/> saves change and record together.</summary>
internal sealed class AccountStore : UserOnlyStore<Account, TownDbContext, Guid>
{
    public AccountStore(TownDbContext database)
        : base(database) => AutoSaveChanges = false;

    // The accounts here are tracked. The original would attach this one anew, which forgets what was read and what is not saved yet.
    public override Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken = default)
    {
        user.ConcurrencyStamp = Guid.NewGuid().ToString();
        return Task.FromResult(IdentityResult.Success);
    }
}
