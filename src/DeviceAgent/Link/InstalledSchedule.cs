using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>A schedule and the key that signed it.</summary>
internal sealed record HeldSchedule(GatewaySchedule Schedule, string KeyId);

/// <summary>
/// The schedule that holds, and its file: believed again at each start, and only while its key is configured. Any thread may
/// read it; <see cref="Install"/> is called by the thread that takes documents.
/// </summary>
internal sealed partial class InstalledSchedule
{
    /// <summary>Its name in the store's folder.</summary>
    public const string FileName = "schedule.cose";

    private readonly string _path;
    private readonly DiskAccess _disk;
    private readonly InstalledConfiguration _configuration;
    private readonly ILogger<InstalledSchedule> _logger;
    private volatile HeldSchedule? _current;

    private InstalledSchedule(string path, DiskAccess disk, InstalledConfiguration configuration, ILogger<InstalledSchedule> logger)
    {
        _path = path;
        _disk = disk;
        _configuration = configuration;
        _logger = logger;
        configuration.Changed += ForgetForeign;
    }

    /// <summary>What holds now, or null.</summary>
    public HeldSchedule? Current => _current;

    /// <summary>Another one holds, or none.</summary>
    public event Action? Changed;

    /// <summary>Reads the file; one that can't be believed counts as none, and one that is damaged is a fault.</summary>
    public static InstalledSchedule Load(
        string folder, DiskAccess disk, InstalledConfiguration configuration, FaultBoard faults, ILogger<InstalledSchedule> logger)
    {
        var installed = new InstalledSchedule(Path.Combine(folder, FileName), disk, configuration, logger);
        installed.Read(faults);
        return installed;
    }

    /// <summary>Puts a schedule that was judged in the place of the one that holds: on the disk first.</summary>
    /// <exception cref="IOException">The disk is full or broken; the old one still holds.</exception>
    public void Install(ReadOnlyMemory<byte> signed, HeldSchedule schedule)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        AtomicFile.Write(_path, signed.Span, _disk);
        _current = schedule;
        Changed?.Invoke();
    }

    /// <summary>What the state says of it; null without one.</summary>
    public ScheduleReading? Reading(DateTimeOffset now) => _current?.Schedule is not { } schedule ? null : new ScheduleReading
    {
        Revision = schedule.Revision,
        Until = schedule.Until,
        Next = schedule.Plays.SelectMany(play => play.Starts).Select(start => (DateTimeOffset?)start.StartAt).Where(start => start > now).Min(),
    };

    private void Read(FaultBoard faults)
    {
        try
        {
            if (!File.Exists(_path))
            {
                return;
            }

            var problem = Open(File.ReadAllBytes(_path));
            if (problem is RefusalReason.Size or RefusalReason.Form or RefusalReason.Signature)
            {
                faults.Raise(FaultCode.StoreDamaged, FileName);
            }

            if (problem is { } reason)
            {
                LogForgotten(reason);
                File.Delete(_path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            faults.Raise(FaultCode.StoreDamaged, error.Message);
        }
    }

    private RefusalReason? Open(byte[] bytes)
    {
        var current = _configuration.Current;
        if (!ScheduleCodec.TryOpen(bytes, current.Keys, out var schedule, out var keyId, out var problem))
        {
            return problem;
        }

        if (schedule.Gateway != _configuration.Gateway)
        {
            return RefusalReason.NotAddressed;
        }

        _current = new HeldSchedule(schedule, keyId);
        return null;
    }

    private void ForgetForeign()
    {
        if (_current is not { } held || _configuration.Current.Keys.Allows(held.KeyId, OrderClass.Ordinary))
        {
            return;
        }

        _current = null;
        LogForgotten(RefusalReason.UnknownKey);
        try
        {
            File.Delete(_path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // At the next start its key will be as unknown as now.
            LogNotDeleted(_path, error.Message);
        }

        Changed?.Invoke();
    }

    [LoggerMessage(LogLevel.Warning, "The schedule is thrown away: {Reason}")]
    private partial void LogForgotten(RefusalReason reason);

    [LoggerMessage(LogLevel.Warning, "{File} could not be deleted: {Problem}")]
    private partial void LogNotDeleted(string file, string problem);
}
