using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using Microsoft.Extensions.Configuration;

namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary><c>cloudbroadcast-agent status</c>: how the gateway is, for people or for machines.</summary>
internal static class StatusCommand
{
    /// <summary>The word on the command line, and at the agent's door.</summary>
    public const string Name = "status";

    private const string JsonFlag = "--json";

    /// <summary>What may be typed.</summary>
    public static CommandForm Form { get; } = new("cloudbroadcast-agent status [--json] [--config FILE]", Flags: [JsonFlag]);

    /// <summary>Says it; <see cref="ExitCode.NotRunning"/> where the agent does not run.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter says, TimeProvider time)
    {
        var typed = CommandLine.Parse(arguments, Form);
        var configuration = AgentConfiguration.Read(typed);
        var link = configuration.GetSection(LinkOptions.Section).Get<LinkOptions>() ?? new LinkOptions();
        var status = await AgentStatus.TakeAsync(link, configuration["Store:Folder"] ?? new StoreOptions().Folder, time);
        await says.WriteLineAsync(typed.Has(JsonFlag) ? StatusText.Json(status) : StatusText.Human(status, time));
        return status.Presence == AgentPresence.Running ? ExitCode.Good : ExitCode.NotRunning;
    }
}
