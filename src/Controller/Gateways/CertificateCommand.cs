using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Storage;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>
/// The technician's way to put a gateway into service: <c>certificate --gateway ID --request FILE --out FILE</c>, on the data
/// folder, whether the controller runs or not.
/// </summary>
internal static class CertificateCommand
{
    public const string Name = "certificate";

    /// <summary>The process's exit code: 0, or 2 with one line on standard error.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddConfigurationFile(args);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(TimeProvider.System).AddStorage(builder.Configuration).AddGatewayKeys(builder.Configuration);
        var (gateway, request, output) = (builder.Configuration["gateway"], builder.Configuration["request"], builder.Configuration["out"]);
        if (gateway is null || request is null || output is null || !File.Exists(request))
        {
            await System.Console.Error.WriteLineAsync(request is null || gateway is null || output is null
                ? $"Usage: {Name} --gateway ID --request FILE --out FILE [--Storage:DataFolder FOLDER]"
                : $"--request is \"{request}\". Allowed: a file with a PKCS#10 request in PEM.");
            return StartProblem.ExitCode;
        }

        await using var services = builder.Services.BuildServiceProvider();
        await services.PrepareTownAsync();
        var outcome = await services.GetRequiredService<GatewayCertificates>()
            .IssueAsync(await File.ReadAllTextAsync(request), gateway, CancellationToken.None);
        if (outcome.CertificatePem is null)
        {
            await System.Console.Error.WriteLineAsync(outcome.Problem);
            return StartProblem.ExitCode;
        }

        await File.WriteAllTextAsync(output, outcome.CertificatePem);
        return 0;
    }
}
