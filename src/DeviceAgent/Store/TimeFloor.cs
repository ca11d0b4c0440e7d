using System.Globalization;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>The last known good time, on disk: after a restart the controller's clock can't be far behind it.</summary>
internal sealed partial class TimeFloor(string folder, DiskAccess disk, ILogger<TimeFloor> logger)
{
    /// <summary>Its name in the store's folder: an instant in ISO 8601.</summary>
    public const string FileName = "clock.floor";

    private readonly string _path = Path.Combine(folder, FileName);

    /// <summary>Reads it; null when there is none, or none that can be read.</summary>
    public DateTimeOffset? Read()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        try
        {
            var text = File.ReadAllText(_path).TrimEnd();
            if (DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant))
            {
                return instant;
            }

            LogUnreadable(_path, "it holds no instant");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(_path, error.Message);
        }

        return null;
    }

    /// <summary>Writes it; when the disk refuses, the log says so and the old one stays.</summary>
    public void Write(DateTimeOffset instant)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(_path, System.Text.Encoding.ASCII.GetBytes(instant.ToString("O", CultureInfo.InvariantCulture) + "\n"), disk);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(_path, error.Message);
        }
    }

    /// <summary>Forgets it.</summary>
    public static void Delete(string folder) => File.Delete(Path.Combine(folder, FileName));

    [LoggerMessage(LogLevel.Warning, "{File} is left out: {Problem}")]
    private partial void LogUnreadable(string file, string problem);

    [LoggerMessage(LogLevel.Warning, "{File} could not be written: {Problem}")]
    private partial void LogNotWritten(string file, string problem);
}
