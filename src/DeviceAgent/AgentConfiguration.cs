using CloudBroadcast.DeviceAgent.Settings;
using CloudBroadcast.DeviceAgent.Terminal;
using Microsoft.Extensions.Configuration;

namespace CloudBroadcast.DeviceAgent;

/// <summary>Where settings come from: the file of <c>--config</c>, then <c>CLOUDBROADCAST_…</c> variables, then the command line.</summary>
internal static class AgentConfiguration
{
    /// <summary>Read where no other is named and this one is there.</summary>
    public const string UsualFile = "/etc/cloudbroadcast-agent/agent.json";

    /// <summary>Reads and checks all settings.</summary>
    /// <exception cref="SettingsException">Settings are unknown or unfit; all of them are named.</exception>
    /// <exception cref="InvalidDataException">The file is no JSON.</exception>
    /// <exception cref="IOException">The file is missing or can't be read.</exception>
    public static IConfigurationRoot Read(CommandLine typed)
    {
        var builder = new ConfigurationBuilder();
        if (typed.Value(CommandLine.ConfigSwitch) is { } named)
        {
            builder.AddJsonFile(Path.GetFullPath(named), optional: false, reloadOnChange: false);
        }
        else
        {
            builder.AddJsonFile(UsualFile, optional: true, reloadOnChange: false);
        }

        builder.AddEnvironmentVariables("CLOUDBROADCAST_");
        builder.AddCommandLine([.. typed.Settings]);
        var configuration = builder.Build();
        return SettingsCheck.Problems(configuration) is { Count: > 0 } problems ? throw new SettingsException(problems) : configuration;
    }
}
