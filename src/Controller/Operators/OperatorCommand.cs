using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Storage;

namespace CloudBroadcast.Controller.Operators;

/// <summary>What the commands for people and tokens stand on: the data folder's services, whether the controller runs or not.</summary>
internal static class OperatorCommand
{
    /// <param name="args">What follows the command's name.</param>
    /// <param name="run">Gives the process's exit code.</param>
    public static async Task<int> RunAsync(string[] args, Func<IServiceProvider, IConfiguration, Task<int>> run)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddConfigurationFile(args);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(TimeProvider.System).AddStorage(builder.Configuration).AddPeople(builder.Configuration);
        await using var services = builder.Services.BuildServiceProvider();
        await services.PrepareTownAsync();
        await using var scope = services.CreateAsyncScope();
        return await run(scope.ServiceProvider, builder.Configuration);
    }

    /// <summary>One line on standard error.</summary>
    public static async Task<int> RefuseAsync(string problem)
    {
        await System.Console.Error.WriteLineAsync(problem);
        return StartProblem.ExitCode;
    }
}
