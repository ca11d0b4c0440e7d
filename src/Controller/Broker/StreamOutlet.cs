using System.Buffers;
using System.IO.Pipelines;

namespace CloudBroadcast.Controller.Broker;

/// <summary>
/// The one way out of a connection, for MQTTnet's packets and for the frames of the stream lane: each leaves whole, in the
/// order in which it came. Frames may come from any thread, packets from one at a time.
/// </summary>
internal sealed class StreamOutlet(Stream line, int maxWaitingBytes, TimeProvider time, Action cut) : PipeWriter
{
    private readonly Lock _lock = new();
    private readonly Queue<Item> _waiting = new();
    private ArrayBufferWriter<byte> _packet = new();
    private int _waitingBytes;
    private long? _fullSince;
    private bool _writing;
    private bool _ended;

    private readonly record struct Item(ReadOnlyMemory<byte> Bytes, TaskCompletionSource? Written);

    /// <summary>Whether the session speaks MQTT 5; set before the first frame.</summary>
    public bool Version5 { get; set; }

    /// <summary>How long every frame has found it full; zero once all that waited has left.</summary>
    public TimeSpan FullFor
    {
        get
        {
            lock (_lock)
            {
                return _fullSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Sends a frame, or lets it wait for what is being sent; false when too much waits already.</summary>
    public bool TryWrite(ReadOnlyMemory<byte> frame)
    {
        lock (_lock)
        {
            if (_ended)
            {
                // Nobody is there to miss it.
                return true;
            }

            if (_writing && _waitingBytes + frame.Length > maxWaitingBytes)
            {
                _fullSince ??= time.GetTimestamp();
                return false;
            }

            if (IsTaken_NeedsLock(new Item(frame, null)))
            {
                return true;
            }
        }

        _ = WriteAsync(new Item(frame, null));
        return true;
    }

    /// <summary>Ends the connection at once.</summary>
    public void Cut() => cut();

    public override Memory<byte> GetMemory(int sizeHint = 0) => _packet.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _packet.GetSpan(sizeHint);

    public override void Advance(int bytes) => _packet.Advance(bytes);

    /// <summary>Ends when the packet has left, so that MQTTnet's own queue grows, and is noticed, when nobody reads.</summary>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var item = new Item(_packet.WrittenMemory, written);
        _packet = new ArrayBufferWriter<byte>();
        bool taken;
        lock (_lock)
        {
            if (_ended)
            {
                return new FlushResult(isCanceled: false, isCompleted: true);
            }

            taken = IsTaken_NeedsLock(item);
        }

        if (!taken)
        {
            _ = WriteAsync(item);
        }

        await written.Task.WaitAsync(cancellationToken);
        return new FlushResult(isCanceled: false, _ended);
    }

    public override void CancelPendingFlush()
    {
        // Nobody waits for it here: a flush is given up by its token.
    }

    /// <summary>Nothing more leaves; what is being written ends with the connection.</summary>
    public override void Complete(Exception? exception = null) => End();

    // True when it waits; false when the caller is to write it now.
    private bool IsTaken_NeedsLock(Item item)
    {
        if (!_writing)
        {
            _writing = true;
            return false;
        }

        _waiting.Enqueue(item);
        _waitingBytes += item.Bytes.Length;
        return true;
    }

    private async Task WriteAsync(Item item)
    {
        try
        {
            do
            {
                await line.WriteAsync(item.Bytes);
                item.Written?.SetResult();
            }
            while (HasNext(out item));
        }
#pragma warning disable CA1031 // Whatever a broken connection throws is its own affair: MQTTnet's reader sees the end, the other connections must not.
        catch (Exception)
#pragma warning restore CA1031
        {
            item.Written?.TrySetResult();
            End();
        }
    }

    private bool HasNext(out Item item)
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out item))
            {
                _waitingBytes -= item.Bytes.Length;
                return true;
            }

            (_writing, _fullSince) = (false, null);
            return false;
        }
    }

    private void End()
    {
        List<Item> left;
        lock (_lock)
        {
            _ended = true;
            left = [.. _waiting];
            _waiting.Clear();
            _waitingBytes = 0;
        }

        left.ForEach(item => item.Written?.SetResult());
    }
}
