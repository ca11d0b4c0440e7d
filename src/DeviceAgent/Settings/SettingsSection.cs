using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Settings;

/// <summary>A section of the configuration and everything that may be wrong in it.</summary>
/// <param name="name">Its name.</param>
/// <param name="settings">Its keys.</param>
/// <param name="rules">What several keys together must keep; asked once each is right by itself.</param>
internal sealed class SettingsSection(string name, IEnumerable<Setting> settings, Func<IConfiguration, ValidateOptionsResult>? rules)
{
    private readonly Dictionary<string, Setting> _settings = settings.ToDictionary(setting => setting.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The section that a class of options takes. The compiler keeps the properties for it, so native code has them too.</summary>
    public static SettingsSection Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        string name, Func<IConfiguration, ValidateOptionsResult>? rules = null) =>
        new(name, typeof(T).GetProperties().Where(property => property.SetMethod is not null).Select(property => new Setting(property)), rules);

    /// <summary>All that is wrong, one line each.</summary>
    public IEnumerable<string> Problems(IConfigurationSection section)
    {
        var problems = section.GetChildren().Select(ProblemOf).OfType<string>().ToList();
        if (section.Value is { Length: > 0 } value)
        {
            problems.Add($"{name} is '{value}'; it is a section with keys of its own: {string.Join(", ", _settings.Keys)}.");
        }

        return problems.Count > 0 || rules is null ? problems : rules(section).Failures ?? [];
    }

    private string? ProblemOf(IConfigurationSection given)
    {
        if (!_settings.TryGetValue(given.Key, out var setting))
        {
            return $"{given.Path} ('{ValueOf(given)}') is no setting; the nearest is {name}:{Nearest.Of(given.Key, _settings.Keys)}.";
        }

        if (given.GetChildren().Any())
        {
            return $"{given.Path} is '{ValueOf(given)}'; one value belongs there, not a list or a section.";
        }

        return given.Value is { } value && setting.FixOf(value) is { } fix ? $"{given.Path} is '{value}'; {fix}." : null;
    }

    private static string ValueOf(IConfigurationSection given) =>
        given.Value ?? string.Join(", ", given.GetChildren().Select(child => child.Value ?? child.Key));
}
