using System.Globalization;
using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.DeviceAgent.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Settings;

/// <summary>Finds all that is wrong with a configuration at once: a technician mends it in one go.</summary>
internal static class SettingsCheck
{
    private const string Logging = "Logging";
    private const string LogLevels = "LogLevel";

    private static readonly SettingsSection[] Sections =
    [
        SettingsSection.Of<LinkOptions>(LinkOptions.Section),
        SettingsSection.Of<StoreOptions>(StoreOptions.Section),
        SettingsSection.Of<PlaybackOptions>(
            PlaybackOptions.Section,
            LineProblems,
            (nameof(PlaybackOptions.Lines), SettingsSection.Of<LineOptions>($"{PlaybackOptions.Section}:{nameof(PlaybackOptions.Lines)}"))),
        SettingsSection.Of<AmplifierOptions>(
            AmplifierOptions.Section, (section, _) => new AmplifierRules().Validate(name: null, section.Get<AmplifierOptions>() ?? new AmplifierOptions())),
        SettingsSection.Of<HealthOptions>(HealthOptions.Section),
    ];

    /// <summary>All that is wrong, one line each: the key, its value, and what would be right.</summary>
    public static IReadOnlyList<string> Problems(IConfiguration configuration) => [.. configuration.GetChildren().SelectMany(section => ProblemsOf(section, configuration))];

    private static IEnumerable<string> ProblemsOf(IConfigurationSection section, IConfiguration whole)
    {
        if (section.Key.Equals(Logging, StringComparison.OrdinalIgnoreCase))
        {
            return section.GetChildren().SelectMany(LoggingProblems);
        }

        return Sections.FirstOrDefault(known => known.Name.Equals(section.Key, StringComparison.OrdinalIgnoreCase)) is { } known
            ? known.Problems(section, whole)
            : [UnknownSection(section.Key)];
    }

    // A number of zones that is none is its own section's problem.
    private static ValidateOptionsResult LineProblems(IConfiguration section, IConfiguration whole)
    {
        var amplifier = new AmplifierOptions();
        if (int.TryParse(whole[$"{AmplifierOptions.Section}:{nameof(AmplifierOptions.Zones)}"], CultureInfo.InvariantCulture, out var zones))
        {
            amplifier.Zones = zones;
        }

        return new LineRules(Options.Create(amplifier)).Validate(name: null, section.Get<PlaybackOptions>() ?? new PlaybackOptions());
    }

    private static string UnknownSection(string key)
    {
        string[] names = [.. Sections.Select(section => section.Name), Logging];
        return $"There is no section '{key}'; the nearest is {Nearest.Of(key, names)}. Allowed: {string.Join(", ", names)}.";
    }

    // A category may be called anything.
    private static IEnumerable<string> LoggingProblems(IConfigurationSection given) =>
        !given.Key.Equals(LogLevels, StringComparison.OrdinalIgnoreCase)
            ? [$"{given.Path} ('{given.Value}') is no setting; the nearest is {Logging}:{LogLevels}."]
            : given.GetChildren()
                .Where(level => !Enum.GetNames<LogLevel>().Contains(level.Value, StringComparer.OrdinalIgnoreCase))
                .Select(level => $"{level.Path} is '{level.Value}'; allowed: {string.Join(", ", Enum.GetNames<LogLevel>())}.");
}
