using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Enrolment;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Maintenance;
using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.DeviceAgent.Terminal;
using CloudBroadcast.DeviceAgent.Updates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent;

/// <summary>The agent at its work: put together, checked, and run.</summary>
internal static class Agent
{
    // Weeks of an ordinary log, and packed still far below what the controller takes.
    private const long LogHalfBytes = 2L << 20;

    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(3);

    /// <summary>What may be typed.</summary>
    public static CommandForm Form { get; } = new("cloudbroadcast-agent run [--config FILE] [--Section:Name=VALUE ...]");

    /// <summary>Runs it until it is ended; returns the exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        IHost host;
        try
        {
            host = Build(AgentConfiguration.Read(CommandLine.Parse(arguments, Form)));
            DemandFitness(host.Services);
        }
        catch (Exception error) when (Complaint.IsUnfitness(error))
        {
            return await Complaint.SayAsync(error, Console.Error);
        }

        await using (host.Services.GetRequiredService<LogRing>())
        using (host)
        {
            await host.RunAsync();
        }

        return Environment.ExitCode;
    }

    /// <summary>The host, with nothing started and no file of the gateway touched.</summary>
    internal static IHost Build(IConfiguration configuration)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "CloudBroadcast.DeviceAgent" });
        builder.Configuration.AddConfiguration(configuration);
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
        var ring = new LogRing(builder.Configuration["Store:Folder"] ?? new StoreOptions().Folder, LogHalfBytes, TimeProvider.System);
        builder.Services.AddSingleton(ring);
        builder.Logging.AddProvider(ring);
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
        builder.Services.AddUpdates();
        builder.Services.AddLocalDoor();
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
}
