using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>The one account that a new town has, with a password that stands on the terminal once and nowhere else in clear.</summary>
internal static class FirstAdministrator
{
    public const string Name = "admin";

    public static async Task MakeFirstAdministratorAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        await using var scope = services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<TownDbContext>().Accounts.AnyAsync(cancellationToken))
        {
            return;
        }

        var request = new AccountRequest { Name = Name, DisplayName = "管理员", Roles = [Role.Administrator] };
        var made = await scope.ServiceProvider.GetRequiredService<AccountBook>().MakeAsync(request, Actor.Controller, cancellationToken);
        if (made.Password is { } password)
        {
            await System.Console.Out.WriteLineAsync($"The first administrator is \"{Name}\", the password \"{password}\". It is shown this once.");
        }
    }
}
