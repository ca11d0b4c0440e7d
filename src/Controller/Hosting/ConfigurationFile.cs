namespace CloudBroadcast.Controller.Hosting;

/// <summary>Adds the file named by <c>--config</c> between the defaults and what environment and command line say.</summary>
internal static class ConfigurationFile
{
    /// <summary>The sections that somebody reads; each refuses by itself the keys that it does not know.</summary>
    private static readonly string[] Sections =
    [
        AddressOptions.Section, "Storage", "Alerts", "Gateways", "Broker", "Library", "Columns", "Speech", "Supplies", "Schedules", "Broadcasts", "Live", "Areas", "Journals", "Operators", "Logging",
    ];

    /// <exception cref="InvalidDataException">The file or the command line names a section that nobody reads.</exception>
    public static void AddConfigurationFile(this WebApplicationBuilder builder, string[] args)
    {
        foreach (var argument in args.Where(argument => argument.StartsWith("--", StringComparison.Ordinal) && argument.Contains(':', StringComparison.Ordinal)))
        {
            // `--config C:\file` has its colon in the value.
            if (argument[2..].Split('=')[0].Split(':') is [var section, _, ..])
            {
                Check(section, "The command line");
            }
        }

        if (builder.Configuration["config"] is not { } file)
        {
            return;
        }

        var path = Path.GetFullPath(file);
        foreach (var section in new ConfigurationBuilder().AddJsonFile(path, optional: false).Build().GetChildren())
        {
            Check(section.Key, path);
        }

        builder.Configuration.AddJsonFile(path, optional: false);
        builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
    }

    private static void Check(string section, string where)
    {
        if (!Sections.Contains(section, StringComparer.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"{where} names the section \"{section}\". Allowed: {string.Join(", ", Sections)}.");
        }
    }
}
