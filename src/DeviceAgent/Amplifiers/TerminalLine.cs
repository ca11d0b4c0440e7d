using System.Runtime.InteropServices;
using System.Threading.Channels;
using static CloudBroadcast.DeviceAgent.Amplifiers.TerminalNative;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>
/// A serial port of Linux, 8N1 without handshake. It waits in the kernel until something comes: what the base library offers looks each
/// millisecond, which is more than all else that a gateway does while it plays. One reader and one writer at a time.
/// </summary>
internal sealed class TerminalLine : Stream
{
    private const uint TwoStopBits = 0x40;
    private const uint Receiver = 0x80;
    private const uint Parity = 0x100;
    private const uint NoModem = 0x800;
    private const uint HardwareHandshake = 0x80000000;

    // A frame goes out in 4 ms at most; a line that takes nothing for so long is stuck.
    private const int LongestWriteMs = 500;

    private readonly int _file;
    private readonly int _end;
    private readonly Thread _reader;
    private readonly Channel<byte[]> _come = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private ReadOnlyMemory<byte> _rest;
    private int _isClosed;

    private TerminalLine(int file)
    {
        _file = file;
        _end = OpenEvent(0, CloseOnExec);
        if (_end < 0)
        {
            throw Problem("no event");
        }

        _reader = new Thread(Listen) { Name = "serial", IsBackground = true };
        _reader.Start();
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a port for this process alone.</summary>
    /// <exception cref="IOException">There is none, it is none, somebody has it, or it does not know the speed.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static TerminalLine Open(string path, int baud)
    {
        var file = TerminalNative.Open(path, ReadWrite | NotControlling | NonBlocking | CloseOnExec);
        if (file < 0)
        {
            throw Marshal.GetLastPInvokeError() is NoAccess or Busy
                ? new UnauthorizedAccessException($"'{path}': {Marshal.GetLastPInvokeErrorMessage()}")
                : Problem($"'{path}'");
        }

        try
        {
            SetUp(file, path, baud);
            return new TerminalLine(file);
        }
        catch
        {
            _ = TerminalNative.Close(file);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_rest.IsEmpty)
        {
            try
            {
                _rest = await _come.Reader.ReadAsync(cancellationToken);
            }
            catch (ChannelClosedException closed)
            {
                throw closed.InnerException ?? new ObjectDisposedException(nameof(TerminalLine));
            }
        }

        var count = Math.Min(_rest.Length, buffer.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Reading waits: take ReadAsync.");

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isClosed != 0, this);
        while (!buffer.IsEmpty)
        {
            fixed (byte* from = buffer)
            {
                var written = TerminalNative.Write(_file, from, (nuint)buffer.Length);
                if (written >= 0)
                {
                    buffer = buffer[(int)written..];
                }
                else if (Marshal.GetLastPInvokeError() != TryAgain)
                {
                    throw Problem("the serial port is gone");
                }
                else
                {
                    AwaitRoom();
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is held back.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override unsafe void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            var one = 1L;
            _ = TerminalNative.Write(_end, (byte*)&one, sizeof(long));
            _reader.Join();
            _ = TerminalNative.Close(_file);
            _ = TerminalNative.Close(_end);
        }

        base.Dispose(disposing);
    }

    private static unsafe void SetUp(int file, string path, int baud)
    {
        if (GetSettings(file, out var settings) < 0)
        {
            throw new IOException($"'{path}' is not a serial port");
        }

        MakeRaw(ref settings);
        settings.Control = (settings.Control | Receiver | NoModem) & ~(TwoStopBits | Parity | HardwareHandshake);
        if (SetSpeed(ref settings, (uint)baud) < 0 || SetSettings(file, Immediately, in settings) < 0)
        {
            throw Problem($"'{path}' at {baud} baud");
        }

        // A pseudo-terminal has no modem lines, and no board needs them.
        var ready = DataTerminalReady;
        _ = Control(file, RaiseModemLines, &ready);
        if (Control(file, Exclusive, null) < 0 || TerminalNative.Flush(file, IncomingQueue) < 0)
        {
            throw Problem($"'{path}'");
        }
    }

    private static IOException Problem(string what) => new($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");

    // Until the port is gone or this is closed.
    private unsafe void Listen()
    {
        Exception? problem = null;
        var buffer = stackalloc byte[256];
        var watched = stackalloc Watched[2];
        watched[0] = new Watched { File = _file, Wanted = PollIn };
        watched[1] = new Watched { File = _end, Wanted = PollIn };
        while (problem is null)
        {
            if (Poll(watched, 2, -1) < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            {
                problem = Problem("the serial port can't be watched");
            }
            else if (watched[1].Happened != 0)
            {
                break;
            }
            else if (watched[0].Happened != 0)
            {
                problem = Take(buffer, watched[0].Happened);
            }
        }

        _come.Writer.Complete(problem);
    }

    private unsafe IOException? Take(byte* buffer, short happened)
    {
        var count = TerminalNative.Read(_file, buffer, 256);
        if (count > 0)
        {
            _come.Writer.TryWrite(new ReadOnlySpan<byte>(buffer, (int)count).ToArray());
            return null;
        }

        var isForNow = count < 0 && Marshal.GetLastPInvokeError() is TryAgain or Interrupted;
        return isForNow && (happened & PollGone) == 0 ? null : new IOException("the serial port is gone");
    }

    private unsafe void AwaitRoom()
    {
        var watched = new Watched { File = _file, Wanted = PollOut };
        if (Poll(&watched, 1, LongestWriteMs) <= 0 || (watched.Happened & PollGone) != 0)
        {
            throw new IOException("the serial port takes nothing more");
        }
    }
}
