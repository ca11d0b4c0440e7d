using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Operators.Tokens;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>What the program does instead of serving, by its first argument.</summary>
internal static class Commands
{
    private static readonly Dictionary<string, Func<string[], Task<int>>> Table = new(StringComparer.Ordinal)
    {
        [CertificateCommand.Name] = CertificateCommand.RunAsync,
        [AdministratorCommand.Name] = AdministratorCommand.RunAsync,
        [TokenCommand.Name] = TokenCommand.RunAsync,
    };

    /// <summary>The command that the arguments name, or null; it takes the rest of them and gives the exit code.</summary>
    public static Func<string[], Task<int>>? Find(string[] args) => args is [var name, ..] ? Table.GetValueOrDefault(name) : null;
}
