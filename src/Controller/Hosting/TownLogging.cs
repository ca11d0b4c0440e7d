using Microsoft.Extensions.Logging.Console;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>One line for each event, in UTC; the framework speaks only when something is wrong.</summary>
internal static class TownLogging
{
    public static void AddTownLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.Logging.AddSimpleConsole(Format);
    }

    private static void Format(SimpleConsoleFormatterOptions options)
    {
        options.SingleLine = true;
        options.UseUtcTimestamp = true;
        options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        options.ColorBehavior = LoggerColorBehavior.Disabled;
    }
}
