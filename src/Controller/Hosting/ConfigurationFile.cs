namespace CloudBroadcast.Controller.Hosting;

/// <summary>Adds the file named by <c>--config</c> between the defaults and what environment and command line say.</summary>
internal static class ConfigurationFile
{
    public static void AddConfigurationFile(this WebApplicationBuilder builder, string[] args)
    {
        if (builder.Configuration["config"] is not { } file)
        {
            return;
        }

        builder.Configuration.AddJsonFile(Path.GetFullPath(file), optional: false);
        builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
    }
}
