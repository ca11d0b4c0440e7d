using System.Globalization;
using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Enrolment;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Maintenance;
using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.DeviceAgent.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent;

/// <summary>The agent from its arguments to its exit code.</summary>
internal static class Agent
{
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["--version"])
        {
            await Console.Out.WriteLineAsync(StateComposer.AgentVersion);
            return ExitCode.Good;
        }

        if (arguments is [EnrolCommand.Name, .. var rest])
        {
            return await EnrolCommand.RunAsync(rest, Console.Out, Console.Error, DiskAccess.Real);
        }

        IHost host;
        try
        {
            host = Build(arguments);
            DemandFitness(host.Services);
        }
        catch (Exception error) when (IsUnfitness(error))
        {
            await Console.Error.WriteLineAsync("CloudBroadcast agent: " + InOneLine(error));
            return ExitCode.Unfit;
        }

        using (host)
        {
            await host.RunAsync();
        }

        return Environment.ExitCode;
    }

    /// <summary>The host, with nothing started and no file of the gateway touched.</summary>
    internal static IHost Build(string[] arguments)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "CloudBroadcast.DeviceAgent" });
        builder.Configuration.AddConfiguration(AgentConfiguration.Read(arguments));
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        var levels = new LogLevelSwitch(builder.Configuration.GetValue("Logging:LogLevel:Default", LogLevel.Information));
        builder.Services.AddSingleton(levels);
        builder.Logging.AddFilter(levels.IsOn);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeToStop);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStore(builder.Configuration);
        builder.Services.AddAmplifier(builder.Configuration);
        builder.Services.AddPlayback(builder.Configuration);
        builder.Services.AddPlayoutWiring();
        builder.Services.AddLink(builder.Configuration);
        builder.Services.AddHealth(builder.Configuration);
        builder.Services.AddSelfTest();
        builder.Services.AddMaintenance();
        return builder.Build();
    }

    private static void DemandFitness(IServiceProvider services)
    {
        services.GetService<IStartupValidator>()?.Validate();
        new IdentityFolder(services.GetRequiredService<IOptions<LinkOptions>>().Value.Folder, DiskAccess.Real).Settle();
        services.GetRequiredService<LinkCredentials>();
        services.GetRequiredService<InstalledConfiguration>();
        services.GetRequiredService<ControllerAddress>();
        services.GetRequiredService<Ledger>();
        services.GetRequiredService<ReportOutbox>();
    }

    // The binder reports an unknown or unreadable setting as InvalidOperationException, the JSON reader as InvalidDataException.
    private static bool IsUnfitness(Exception error) => error is LinkFileException or OptionsValidationException or InvalidOperationException
        or InvalidDataException or IOException or UnauthorizedAccessException or FormatException;

    private static string InOneLine(Exception error)
    {
        var text = error is OptionsValidationException validation ? string.Join(' ', validation.Failures) : error.Message;
        var cause = error is InvalidDataException or InvalidOperationException ? error.GetBaseException() : error;
        var whole = cause == error ? text : string.Create(CultureInfo.InvariantCulture, $"{text} {cause.Message}");
        return whole.ReplaceLineEndings(" ");
    }
}
