using Microsoft.Extensions.Configuration;

namespace CloudBroadcast.DeviceAgent;

/// <summary>Where settings come from: the file of <c>--config</c>, then <c>CLOUDBROADCAST_…</c> variables, then the command line.</summary>
internal static class AgentConfiguration
{
    private const string FileSwitch = "--config";

    private static readonly string[] Sections = ["Link", "Store", "Playback", "Amplifier", "Health", "Logging"];

    /// <summary>Reads all settings.</summary>
    /// <exception cref="FormatException">An argument or a section is unknown.</exception>
    public static IConfigurationRoot Read(string[] arguments)
    {
        var builder = new ConfigurationBuilder();
        var (file, settings) = Split(arguments);
        if (file is not null)
        {
            builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        }

        builder.AddEnvironmentVariables("CLOUDBROADCAST_");
        builder.AddCommandLine(settings);
        var configuration = builder.Build();
        var unknown = configuration.GetChildren().Select(section => section.Key)
            .FirstOrDefault(key => !Sections.Contains(key, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            throw new FormatException($"There is no section '{unknown}' in the configuration; allowed: {string.Join(", ", Sections)}.");
        }

        return configuration;
    }

    private static (string? File, string[] Settings) Split(string[] arguments)
    {
        string? file = null;
        var settings = new List<string>();
        for (var index = 0; index < arguments.Length; index++)
        {
            var (name, value) = arguments[index].Split('=', 2) is [var left, var right]
                ? (left, right)
                : (arguments[index], index + 1 < arguments.Length ? arguments[++index] : null);
            if (!name.StartsWith("--", StringComparison.Ordinal) || value is null)
            {
                throw new FormatException($"'{name}' is no setting; give {FileSwitch} FILE, --Section:Name VALUE or --version.");
            }

            if (name == FileSwitch)
            {
                file = value;
            }
            else
            {
                settings.Add($"{name}={value}");
            }
        }

        return (file, [.. settings]);
    }
}
