using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Maintenance;
using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.DeviceAgent.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>
/// Where a test of the amplifier is done. The serial line and the sound card have one owner: the agent that runs is asked to do
/// it; only where none runs the command takes its place, and keeps it out until it has let go.
/// </summary>
internal static class Bench
{
    // A board that is reset by the opening of its port takes this long to greet.
    private static readonly TimeSpan BoardPatience = TimeSpan.FromSeconds(5);

    /// <summary>Does it here or there, says what came of it, and returns the exit code.</summary>
    public static async Task<int> RunAsync(
        CommandLine typed, string line, TextWriter says, Func<IServiceProvider, Task<DoorAnswer>> test, CancellationToken cancellation)
    {
        var configuration = AgentConfiguration.Read(typed);
        var agent = new LocalAgent(configuration["Store:Folder"] ?? new StoreOptions().Folder, TimeProvider.System);
        var answer = await agent.AskAsync(line, cancellation) ?? await InItsPlaceAsync(agent, configuration, test, cancellation);
        if (answer.ExitCode == ExitCode.Unfit)
        {
            throw new FormatException(string.Join("; ", answer.Lines));
        }

        foreach (var said in answer.Lines)
        {
            await says.WriteLineAsync(said);
        }

        return answer.ExitCode;
    }

    /// <summary>What a test needs, beside the amplifier and the sound output.</summary>
    public static IServiceCollection AddTrials(this IServiceCollection services, Func<IServiceProvider, Func<IReadOnlyList<int>>> zones)
    {
        services.AddSingleton<RelayTrial>();
        return services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SoundTrial>(provider, zones(provider)));
    }

    private static async Task<DoorAnswer> InItsPlaceAsync(
        LocalAgent agent, IConfiguration configuration, Func<IServiceProvider, Task<DoorAnswer>> test, CancellationToken cancellation)
    {
        using var place = agent.TakePlace()
            ?? throw new IOException("the agent runs and holds the relay board and the sound card, but has no door to be asked at; stop it first: systemctl stop cloudbroadcast-agent");
        using var host = Build(configuration);
        await host.StartAsync(cancellation);
        try
        {
            await host.Services.GetRequiredService<IRelayBoard>().UntilAsync(
                state => state.Link != RelayLink.Lost || state.Problem is not null, BoardPatience, TimeProvider.System, cancellation);
            return await test(host.Services);
        }
        finally
        {
            // Also after Ctrl-C: the board is told to let go, and answers.
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static IHost Build(IConfiguration configuration)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "CloudBroadcast.DeviceAgent" });
        builder.Configuration.AddConfiguration(configuration);
        builder.Services.AddLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddAmplifier(builder.Configuration);
        builder.Services.AddSoundOutput(builder.Configuration);
        builder.Services.AddChime();
        builder.Services.AddTrials(provider => () => ZonesOf(
            configuration["Link:Folder"] ?? new LinkOptions().Folder, provider.GetRequiredService<IOptions<AmplifierOptions>>().Value.Zones));
        return builder.Build();
    }

    // Before enrolment nobody has said which zones are wired.
    private static IReadOnlyList<int> ZonesOf(string folder, int wired)
    {
        try
        {
            return InstalledConfiguration.Load(folder, DiskAccess.Real).Current.Configuration.Zones;
        }
        catch (LinkFileException)
        {
            return [.. Enumerable.Range(1, wired)];
        }
    }
}
