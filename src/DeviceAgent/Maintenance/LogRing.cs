using System.IO.Compression;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Maintenance;

/// <summary>
/// Keeps the last lines of the log in the store, in two files of which the older gives way: whoever collects them needs no rights
/// on the machine's journal, and they are there after a crash, too. Logging never waits for the disk; what it can't take is
/// dropped and counted. Safe to use from many threads.
/// </summary>
internal sealed class LogRing : ILoggerProvider, IAsyncDisposable
{
    /// <summary>Its name in the store's folder; the older half has another ending.</summary>
    public const string FileName = "agent.log";

    private const int MostWaiting = 2048;
    private const int LongestLine = 4000;

    private readonly Channel<Item> _waiting = Channel.CreateBounded<Item>(MostWaiting);
    private readonly string _path;
    private readonly long _halfBytes;
    private readonly TimeProvider _time;
    private readonly Task _writing;
    private long _dropped;

    /// <param name="folder">The store's.</param>
    /// <param name="halfBytes">Of each of the two files.</param>
    /// <param name="time">Tells when a line was logged.</param>
    public LogRing(string folder, long halfBytes, TimeProvider time)
    {
        _path = Path.Combine(folder, FileName);
        _halfBytes = halfBytes;
        _time = time;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>A line to be written, or somebody who waits until those before it are.</summary>
    private sealed record Item(string? Line, TaskCompletionSource? Written);

    private string Older => _path + ".1";

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new RingLogger(this, categoryName);

    /// <summary>All lines that are kept, gzip.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public async Task<byte[]> CollectAsync(CancellationToken cancellation)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync(new Item(null, written), cancellation);
        await written.Task.WaitAsync(cancellation);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            foreach (var file in new[] { Older, _path }.Where(File.Exists))
            {
                await using var lines = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                await lines.CopyToAsync(gzip, cancellation);
            }
        }

        return packed.ToArray();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing;
    }

    /// <inheritdoc/>
    public void Dispose() => _waiting.Writer.TryComplete();

    private void Add(LogLevel level, string category, string message, Exception? error)
    {
        var line = $"{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {level}: {category} {message}{(error is null ? "" : " " + error)}".ReplaceLineEndings(" | ");
        if (!_waiting.Writer.TryWrite(new Item(line.Length > LongestLine ? line[..LongestLine] : line, null)))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    private async Task WriteAsync()
    {
        await foreach (var item in _waiting.Reader.ReadAllAsync())
        {
            if (item.Line is { } line)
            {
                TryWrite(line);
            }

            item.Written?.TrySetResult();
        }
    }

    private void TryWrite(string line)
    {
        try
        {
            var dropped = Interlocked.Exchange(ref _dropped, 0);
            var bytes = Encoding.UTF8.GetBytes(dropped == 0 ? line + "\n" : $"({dropped} lines were dropped)\n{line}\n");
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            if (File.Exists(_path) && new FileInfo(_path).Length + bytes.Length > _halfBytes)
            {
                File.Move(_path, Older, overwrite: true);
            }

            // Opened for each line: lines are rare, and a file that is kept open would outlive the card it is on.
            using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            file.Write(bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk has a fault of its own, and is no reason to log.
            Interlocked.Increment(ref _dropped);
        }
    }

    private sealed class RingLogger(LogRing ring, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                ring.Add(logLevel, category, formatter(state, exception), exception);
            }
        }
    }
}
