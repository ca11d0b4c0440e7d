using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>
/// The way back in for who stands at the machine: <c>administrator --reset</c> gives the first administrator a new password
/// and takes lock and second factor away.
/// </summary>
internal static class AdministratorCommand
{
    public const string Name = "administrator";

    public static Task<int> RunAsync(string[] args) => args is ["--reset", .. var rest]
        ? OperatorCommand.RunAsync(rest, (services, _) => ResetAsync(services))
        : OperatorCommand.RefuseAsync($"Usage: {Name} --reset [--Storage:DataFolder FOLDER]");

    private static async Task<int> ResetAsync(IServiceProvider services)
    {
        var book = services.GetRequiredService<AccountBook>();
        var database = services.GetRequiredService<TownDbContext>();
        var administrator = await database.Accounts.SingleOrDefaultAsync(account => account.UserName == FirstAdministrator.Name);
        if (administrator is null)
        {
            await services.MakeFirstAdministratorAsync();
            return 0;
        }

        var rescued = await book.RescueAsync(administrator.Id, CancellationToken.None);
        await System.Console.Out.WriteLineAsync($"The administrator is \"{FirstAdministrator.Name}\", the new password \"{rescued.Password}\". It is shown this once.");
        return 0;
    }
}
