using System.Runtime.InteropServices;
using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>Why a talk ended.</summary>
internal enum TalkEnd
{
    /// <summary>Whoever spoke let go.</summary>
    Released,

    /// <summary>The connection to whoever spoke is gone; what came of it is heard.</summary>
    Lost,

    /// <summary>The time was over.</summary>
    Limit,

    /// <summary>Nothing came from the microphone any more.</summary>
    Silence,

    /// <summary>What came was no sound of a microphone.</summary>
    BadFrame,

    /// <summary>The broadcast was stopped, or something of a higher priority took every loudspeaker.</summary>
    Stopped,
}

/// <summary>How a talk is made.</summary>
/// <param name="Opening">What sounds before anybody speaks; may be empty.</param>
/// <param name="Limit">How long may be spoken.</param>
internal sealed record TalkTerms(IReadOnlyList<ReadOnlyMemory<byte>> Opening, TimeSpan Limit);

/// <summary>
/// One person who speaks: takes the pieces of a microphone, signs them and sends them, and ends by itself. Safe to use from
/// many threads.
/// </summary>
internal sealed class LiveTalk : IDisposable
{
    // A telephone's voice needs no more; the console's own packets are of 24 kbit/s, too.
    private const int BitrateKbps = 24;
    private const int Complexity = 5;

    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(Opus.PacketUs);

    private readonly TalkTerms _terms;
    private readonly Postman _postman;
    private readonly LiveOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _deadMan;
    private readonly ITimer _limit;
    private readonly FrameAllowance _allowance;
    private readonly TalkRecording _recording = new();
    private readonly TaskCompletionSource<TalkEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DateTimeOffset> _speaking = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly byte[] _buffer = new byte[Opus.MaxPacketBytes];
    private LiveTrack? _track;
    private SigningKey? _key;
    private Guid _streamId;
    private OpusEncoder? _encoder;
    private bool _isClosed;

    public LiveTalk(Guid broadcastId, TalkTerms terms, Postman postman, LiveOptions options, TimeProvider time)
    {
        BroadcastId = broadcastId;
        _terms = terms;
        _postman = postman;
        _options = options;
        _time = time;
        _allowance = new FrameAllowance(options.DeadMan);
        _deadMan = time.CreateTimer(_ => End(TalkEnd.Silence), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _limit = time.CreateTimer(_ => End(TalkEnd.Limit), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Guid BroadcastId { get; }

    /// <summary>Completes when it has ended, with the first reason.</summary>
    public Task<TalkEnd> Ended => _ended.Task;

    /// <summary>Completes when what is said is heard, with the instant at which the time is over; never, when it ended before.</summary>
    public Task<DateTimeOffset> Speaking => _speaking.Task;

    /// <summary>When what came so far will have been heard; null before its stream began.</summary>
    public DateTimeOffset? HeardUntil
    {
        get
        {
            lock (_lock)
            {
                return _track?.EndsAt;
            }
        }
    }

    /// <summary>What was wrong with a frame, for <see cref="TalkEnd.BadFrame"/>.</summary>
    public string? Problem { get; private set; }

    /// <summary>What was said; complete once it has ended.</summary>
    public TalkRecording Recording => _recording;

    /// <summary>From now on the microphone must be heard.</summary>
    public void Listen() => _deadMan.Change(_options.DeadMan, Timeout.InfiniteTimeSpan);

    /// <summary>Takes 20 ms as they came over a line; what is none ends the talk.</summary>
    public void Take(ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            if (_ended.Task.IsCompleted)
            {
                return;
            }

            var now = _time.GetUtcNow();
            var problem = TalkFrame.TryRead(bytes, out var frame, out var wrong) ? _allowance.Take(frame.Number, now) : wrong;
            if (problem is not null)
            {
                Problem = problem;
                End(TalkEnd.BadFrame);
                return;
            }

            Listen();
            var packet = PacketOf_NeedsLock(frame);
            Send_NeedsLock(_track?.Take(frame.Number, packet, now) ?? []);
        }
    }

    /// <summary>Ends it; the first reason counts.</summary>
    public void End(TalkEnd reason) => _ended.TrySetResult(reason);

    /// <summary>Carries the stream of its order until it has ended, and says which bundle is the last.</summary>
    /// <exception cref="OperationCanceledException">The broadcast was stopped.</exception>
    public async Task StreamAsync(PlayOrder order, SigningKey key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _track = new LiveTrack(order.StreamId, order.StartAt, _terms.Opening, _options.Lead);
            (_key, _streamId) = (key, order.StreamId);
        }

        using var ticks = new PeriodicTimer(Tick, _time);
        while (!Opens() && await ticks.WaitForNextTickAsync(cancellationToken))
        {
        }

        // One that fails is stopped by an order, and does not end as if all had been said.
        if (await _ended.Task.WaitAsync(cancellationToken) is TalkEnd.Released or TalkEnd.Lost or TalkEnd.Limit)
        {
            Close();
        }
    }

    public void Dispose()
    {
        _deadMan.Dispose();
        _limit.Dispose();
        lock (_lock)
        {
            _isClosed = true;
            _encoder?.Dispose();
        }
    }

    // Whether the opening is over, or the talk.
    private bool Opens()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            if (_ended.Task.IsCompleted || _track is not { } track)
            {
                return true;
            }

            Send_NeedsLock(track.Open(now));
            if (now < track.SpeaksAt)
            {
                return false;
            }

            _limit.Change(_terms.Limit, Timeout.InfiniteTimeSpan);
            _speaking.TrySetResult(now + _terms.Limit);
            return true;
        }
    }

    private ReadOnlyMemory<byte> PacketOf_NeedsLock(TalkFrame frame)
    {
        var packet = frame.Form is TalkForm.Opus ? frame.Sound.ToArray() : Encode_NeedsLock(frame.Sound.Span);
        if (_speaking.Task.IsCompletedSuccessfully)
        {
            _recording.Add(frame.Number, packet, frame.Form is TalkForm.Opus ? TalkRecording.BrowserPreSkip : _encoder!.PreSkip);
        }

        return packet;
    }

    private byte[] Encode_NeedsLock(ReadOnlySpan<byte> pcm)
    {
        _encoder ??= new OpusEncoder(BitrateKbps, Complexity, TalkFrame.PcmRate);
        return _encoder.Encode(MemoryMarshal.Cast<byte, short>(pcm), _buffer).ToArray();
    }

    private void Send_NeedsLock(List<AudioBundle> bundles)
    {
        foreach (var bundle in bundles)
        {
            _postman.PublishStream(_streamId, bundle.Sign(_key!));
        }
    }

    private void Close()
    {
        lock (_lock)
        {
            if (!_isClosed && _track is { } track)
            {
                _isClosed = true;
                _postman.PublishStream(_streamId, track.Close().Sign(_key!));
            }
        }
    }
}
