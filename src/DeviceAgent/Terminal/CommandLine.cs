namespace CloudBroadcast.DeviceAgent.Terminal;

/// <summary>What may stand behind a command.</summary>
/// <param name="Usage">The whole command, as help shows it.</param>
/// <param name="MostPlaces">Words without a name.</param>
/// <param name="Flags">Options without a value.</param>
/// <param name="Values">Options with a value, beside <see cref="CommandLine.ConfigSwitch"/>.</param>
internal sealed record CommandForm(string Usage, int MostPlaces = 0, IReadOnlyList<string>? Flags = null, IReadOnlyList<string>? Values = null);

/// <summary>What was typed behind a command, taken apart: words, options, and settings as <c>--Section:Name=VALUE</c>.</summary>
internal sealed class CommandLine
{
    /// <summary>Names the file of settings; every command takes it.</summary>
    public const string ConfigSwitch = "--config";

    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly List<string> _places = [];
    private readonly List<string> _settings = [];

    private CommandLine()
    {
    }

    /// <summary>The words without a name.</summary>
    public IReadOnlyList<string> Places => _places;

    /// <summary>The settings, each as <c>--Section:Name=VALUE</c>.</summary>
    public IReadOnlyList<string> Settings => _settings;

    /// <summary>Takes it apart.</summary>
    /// <exception cref="FormatException">Something does not belong there, or lacks its value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments, CommandForm form)
    {
        var typed = new CommandLine();
        for (var index = 0; index < arguments.Count; index++)
        {
            index += typed.Take(arguments[index], index + 1 < arguments.Count ? arguments[index + 1] : null, form);
        }

        return typed._places.Count <= form.MostPlaces
            ? typed
            : throw new FormatException($"'{typed._places[form.MostPlaces]}' is too much; use: {form.Usage}");
    }

    /// <summary>Whether the option was given.</summary>
    public bool Has(string option) => _options.ContainsKey(option);

    /// <summary>The option's value, or null.</summary>
    public string? Value(string option) => _options.GetValueOrDefault(option);

    // Returns how many further arguments it took.
    private int Take(string argument, string? next, CommandForm form)
    {
        if (!argument.StartsWith('-'))
        {
            _places.Add(argument);
            return 0;
        }

        if (form.Flags?.Contains(argument) == true)
        {
            _options[argument] = "";
            return 0;
        }

        var (name, value, taken) = argument.Split('=', 2) is [var left, var right] ? (left, right, 0) : (argument, next, 1);
        var isSetting = name.Contains(':', StringComparison.Ordinal);
        if (string.IsNullOrEmpty(isSetting ? name : value) || value is null || !(isSetting || name == ConfigSwitch || form.Values?.Contains(name) == true))
        {
            throw new FormatException($"'{name}' is no option, or its value is missing; use: {form.Usage}");
        }

        if (isSetting)
        {
            _settings.Add($"{name}={value}");
        }
        else
        {
            _options[name] = value;
        }

        return taken;
    }
}
