using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Gateways.Enrolment;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Operators.Tokens;
using CloudBroadcast.Controller.Sealing;
using CloudBroadcast.Controller.Storage;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>One thing that the program does on the data folder instead of running the town.</summary>
/// <param name="Name">The first word of the command line.</param>
/// <param name="RunAsync">Takes the rest of it; gives the process's exit code.</param>
internal sealed record Command(string Name, Func<string[], Task<int>> RunAsync);

/// <summary>What the program can do instead of running the town.</summary>
internal static class Commands
{
    private static readonly Command[] All =
    [
        new(EnrolmentCodeCommand.Name, EnrolmentCodeCommand.RunAsync),
        new(RotateKeyCommand.Name, RotateKeyCommand.RunAsync),
        new(AdministratorCommand.Name, AdministratorCommand.RunAsync),
        new(TokenCommand.Name, TokenCommand.RunAsync),
        new(BackupCommand.Name, BackupCommand.RunAsync),
        new(RestoreCommand.Name, RestoreCommand.RunAsync),
    ];

    /// <summary>The command that the command line begins with; null when it begins with none.</summary>
    public static Command? Find(string[] args) => All.FirstOrDefault(command => args.Length > 0 && args[0] == command.Name);

    /// <summary>Opens the data folder, whether the controller runs beside it or not; exit code 2 is for wrong input.</summary>
    /// <param name="args">What follows the command's name.</param>
    /// <param name="add">Registers what the command needs beside storage.</param>
    /// <param name="run">Gives the process's exit code.</param>
    public static async Task<int> OnDataFolderAsync(
        string[] args, Action<WebApplicationBuilder> add, Func<IServiceProvider, IConfiguration, Task<int>> run)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddConfigurationFile(args);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(TimeProvider.System).AddStorage(builder.Configuration).AddAreas(builder.Configuration);
        builder.Services.AddHttpContextAccessor().AddSingleton<AuditTrail>();
        add(builder);
        await using var services = builder.Services.BuildServiceProvider();
        return await run(services, builder.Configuration);
    }

    /// <summary>One line on standard error, and the exit code for wrong input.</summary>
    public static async Task<int> RefuseAsync(string problem)
    {
        await System.Console.Error.WriteLineAsync(problem);
        return StartProblem.ExitCode;
    }
}
