using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>Where Identity finds the accounts. It saves nothing by itself: <see cref="Audit.AuditTrail"/> saves change and record together.</summary>
internal sealed class AccountStore : UserOnlyStore<Account, TownDbContext, Guid>
{
    public AccountStore(TownDbContext database)
        : base(database) => AutoSaveChanges = false;
}
