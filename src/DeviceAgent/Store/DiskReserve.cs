using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>
/// Room on the disk that is given up when the disk is full, so that ledger, journal and reports still go on. Safe to use
/// from many threads.
/// </summary>
internal sealed partial class DiskReserve
{
    /// <summary>Its name in the store's folder.</summary>
    public const string FileName = "reserve";

    private readonly string _path;
    private readonly long _bytes;
    private readonly DiskAccess _disk;
    private readonly Func<long> _freeBytes;
    private readonly FaultBoard _faults;
    private readonly ILogger<DiskReserve> _logger;
    private readonly Lock _lock = new();

    /// <param name="folder">The store's folder.</param>
    /// <param name="bytes">How much is held back.</param>
    /// <param name="disk">The disk itself.</param>
    /// <param name="freeBytes">Says how much is free on it.</param>
    /// <param name="faults">Where a full disk is told.</param>
    /// <param name="logger">Where it is told, too.</param>
    public DiskReserve(string folder, long bytes, DiskAccess disk, Func<long> freeBytes, FaultBoard faults, ILogger<DiskReserve> logger)
    {
        _path = Path.Combine(folder, FileName);
        _bytes = bytes;
        _disk = disk;
        _freeBytes = freeBytes;
        _faults = faults;
        _logger = logger;
        Access = disk with { Write = Write };
    }

    /// <summary>The disk for what must go on: a write that fails gives the reserve up and is tried again.</summary>
    public DiskAccess Access { get; }

    /// <summary>Bytes free on the disk beyond the reserve.</summary>
    public long FreeBytes => Math.Max(0, _freeBytes());

    /// <summary>Lays the reserve down where it is not and there is room for it and as much again; then the disk is full no more.</summary>
    public void Restore()
    {
        lock (_lock)
        {
            if (File.Exists(_path) || _freeBytes() < 2 * _bytes || !TryLayDown_NeedsLock())
            {
                return;
            }
        }

        _faults.Clear(FaultCode.DiskFull);
    }

    /// <summary>The disk is full: gives the reserve up; false when it had been given up before.</summary>
    public bool GiveUp()
    {
        _faults.Raise(FaultCode.DiskFull);
        lock (_lock)
        {
            if (!File.Exists(_path))
            {
                return false;
            }

            File.Delete(_path);
        }

        LogGivenUp(_bytes);
        return true;
    }

    private void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            _disk.Write(file, bytes, offset);
        }
        catch (IOException) when (GiveUp())
        {
            _disk.Write(file, bytes, offset);
        }
    }

    private bool TryLayDown_NeedsLock()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            using var file = new FileStream(_path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                PreallocationSize = _bytes,
            });
            file.SetLength(_bytes);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotLaidDown(_path, error.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The disk is full: the reserve of {Bytes} bytes is given up")]
    private partial void LogGivenUp(long bytes);

    [LoggerMessage(LogLevel.Warning, "{File} could not be laid down: {Problem}")]
    private partial void LogNotLaidDown(string file, string problem);
}
