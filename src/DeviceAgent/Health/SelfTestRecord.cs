using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>How the last self-test ended, through restarts. Safe to use from many threads.</summary>
internal sealed partial class SelfTestRecord
{
    /// <summary>Its name in the store's folder.</summary>
    public const string FileName = "self-test";

    private readonly string _path;
    private readonly DiskAccess _disk;
    private readonly ControllerClock _clock;
    private readonly ILogger<SelfTestRecord> _logger;
    private volatile SelfTestReading? _last;

    public SelfTestRecord(string folder, DiskAccess disk, ControllerClock clock, ILogger<SelfTestRecord> logger)
    {
        _path = Path.Combine(folder, FileName);
        _disk = disk;
        _clock = clock;
        _logger = logger;
        _last = Read(folder);
    }

    /// <summary>Another one ended.</summary>
    public event Action? Changed;

    /// <summary>The last one, or null before the first.</summary>
    public SelfTestReading? Last => _last;

    /// <summary>One ended now.</summary>
    public void Note(bool passed)
    {
        var reading = new SelfTestReading { At = Whole(_clock.Now), Passed = passed };
        _last = reading;
        try
        {
            AtomicFile.Write(_path, WireJson.Write(reading), _disk);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotKept(_path, error.Message);
        }

        Changed?.Invoke();
    }

    /// <summary>What lies in a store's folder; null where nothing does, or nothing that can be read.</summary>
    public static SelfTestReading? Read(string folder)
    {
        try
        {
            return WireJson.TryRead<SelfTestReading>(File.ReadAllBytes(Path.Combine(folder, FileName)), out var reading, out _) ? reading : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static DateTimeOffset Whole(DateTimeOffset instant) => new(instant.Ticks / 10 * 10, TimeSpan.Zero);

    [LoggerMessage(LogLevel.Warning, "{File}: the self-test's result could not be kept: {Problem}")]
    private partial void LogNotKept(string file, string problem);
}
