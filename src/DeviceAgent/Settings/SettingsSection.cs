using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Settings;

/// <summary>A section of the configuration and everything that may be wrong in it.</summary>
/// <param name="name">Its name.</param>
/// <param name="settings">Its keys.</param>
/// <param name="rules">What several keys together must keep, of the section and the whole configuration; asked once each is right by itself.</param>
/// <param name="list">A key under which a list of sections stands, and what each of them takes; or null.</param>
internal sealed class SettingsSection(
    string name, IEnumerable<Setting> settings, Func<IConfiguration, IConfiguration, ValidateOptionsResult>? rules, (string Key, SettingsSection Each)? list)
{
    private readonly Dictionary<string, Setting> _settings = settings.ToDictionary(setting => setting.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The section that a class of options takes. The compiler keeps the properties for it, so native code has them too.</summary>
    public static SettingsSection Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        string name, Func<IConfiguration, IConfiguration, ValidateOptionsResult>? rules = null, (string Key, SettingsSection Each)? list = null) =>
        new(name, typeof(T).GetProperties().Where(property => property.SetMethod is not null).Select(property => new Setting(property)), rules, list);

    /// <summary>All that is wrong, one line each.</summary>
    public IEnumerable<string> Problems(IConfigurationSection section, IConfiguration whole)
    {
        var problems = section.GetChildren().SelectMany(given => ProblemsOf(given, whole)).ToList();
        if (section.Value is { Length: > 0 } value)
        {
            problems.Add($"{name} is '{value}'; it is a section with keys of its own: {string.Join(", ", _settings.Keys)}.");
        }

        return problems.Count > 0 || rules is null ? problems : rules(section, whole).Failures ?? [];
    }

    private IEnumerable<string> ProblemsOf(IConfigurationSection given, IConfiguration whole)
    {
        if (list is { } sections && sections.Key.Equals(given.Key, StringComparison.OrdinalIgnoreCase))
        {
            return given.Value is { Length: > 0 } value
                ? [$"{given.Path} is '{value}'; a list of sections belongs there."]
                : given.GetChildren().SelectMany(each => sections.Each.Problems(each, whole));
        }

        var values = _settings.GetValueOrDefault(given.Key) is { IsList: true } ? given.GetChildren() : [given];
        return values.Select(each => ProblemOf(each, _settings.GetValueOrDefault(given.Key))).OfType<string>();
    }

    private string? ProblemOf(IConfigurationSection given, Setting? setting)
    {
        if (setting is null)
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
