using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>One line's part of a request that was accepted, with the packets that came for it. Any thread may fill and stop it.</summary>
internal sealed class Assignment : IDisposable
{
    // Packets before the live position from which a decoder that joins begins.
    private const int KeptBehind = 4;

    private readonly long _startUs;
    private long _lastArrival;
    private long _packets = long.MaxValue;
    private Playout? _playout;
    private string? _stop;
    private volatile string? _failure;
    private volatile bool _isStored;

    /// <param name="request">What was accepted, with the zones of the line.</param>
    /// <param name="length">How long it may play here.</param>
    /// <param name="volumePercent">What its own volume is multiplied with.</param>
    /// <param name="stored">The store, when it has every piece; else null.</param>
    /// <param name="liveFill">How long a sample of live talk stands in the sound output.</param>
    /// <param name="line">The line that it plays on.</param>
    /// <param name="whole">The broadcast that it is a part of; null where it is all of it.</param>
    public Assignment(
        PlayRequest request,
        TimeSpan length,
        int volumePercent = 100,
        OpenStored? stored = null,
        TimeSpan liveFill = default,
        int line = 0,
        BroadcastWhole? whole = null)
    {
        var play = request.Play;
        Request = request;
        VolumePercent = play.VolumePercent * volumePercent / 100.0;
        _isStored = stored is not null;
        Stored = stored is null ? null : new StoredAudio(this, stored);
        Plan = PlayoutPlan.Of(play);
        Delay = play.Live ? new LiveDelay(liveFill) : null;
        Claim = new Claim(play.Priority, play.StartAt, play.StartAt + length, LineSet.Of(line));
        Line = line;
        Whole = whole ?? new BroadcastWhole(1);
        _startUs = (play.StartAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        _lastArrival = request.ReceivedTimestamp;
    }

    public PlayRequest Request { get; }

    public PlayOrder Play => Request.Play;

    /// <summary>Which line it plays on.</summary>
    public int Line { get; }

    /// <summary>The broadcast that it is a part of; the playout thread's.</summary>
    public BroadcastWhole Whole { get; }

    /// <summary>This gateway and the zones of the line.</summary>
    public OrderTarget Target => Request.Target;

    public PlayoutPlan Plan { get; }

    public Claim Claim { get; }

    /// <summary>0 to 100: its own volume and the gateway's.</summary>
    public double VolumePercent { get; }

    /// <summary>Where its audio comes from.</summary>
    public AudioSource Source => _isStored ? AudioSource.Store : AudioSource.Stream;

    /// <summary>The audio in the store, or null.</summary>
    public StoredAudio? Stored { get; }

    /// <summary>What is carried over where a higher priority cuts it in two; the playout thread's.</summary>
    public Playout Playout => _playout ??= new Playout(Plan, Packets, VolumePercent / 100, Limit, Delay);

    /// <summary>What was measured before it was suspended; null while it never was.</summary>
    public PlaybackEvidence? Before { get; set; }

    /// <summary>Why its audio can't come any more, or null.</summary>
    public string? Failure => _failure;

    /// <summary>Raised when <see cref="Source"/> has become the stream.</summary>
    public event Action? SourceChanged;

    public JitterBuffer Packets { get; } = new();

    /// <summary>How much later than planned it plays; null for what was recorded.</summary>
    public LiveDelay? Delay { get; }

    /// <summary>The sample before which it must have ended.</summary>
    public long Limit => Samples.Nearest(Claim.End - Claim.Start);

    /// <summary>The sample at which it ends by itself; for a live stream known once its last packet came.</summary>
    public long End =>
        Volatile.Read(ref _packets) is var packets && packets < long.MaxValue ? packets * Opus.SamplesPerPacket : Plan.Length;

    /// <summary>Timestamp of the bundle that came last, or of the order.</summary>
    public long LastArrival => Volatile.Read(ref _lastArrival);

    /// <summary>Why it shall end early, or null.</summary>
    public string? StopReason => Volatile.Read(ref _stop);

    /// <summary>The stored file turned out to be broken: the stream serves, or nothing does.</summary>
    public void LoseStore(string problem)
    {
        _isStored = false;
        if (Request.HasStream)
        {
            SourceChanged?.Invoke();
        }
        else
        {
            _failure = $"The stored audio can't be read: {problem}.";
        }
    }

    /// <summary>Has the store bring what comes next.</summary>
    public void ReadStore(TimeSpan position)
    {
        if (Stored is not null)
        {
            var sample = Math.Max(0, Samples.Passed(position));
            DropPassed(sample);
            Stored.ReadOn(sample < Plan.Length ? Plan.At(sample).Packet : long.MaxValue / 2);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stored?.Dispose();
        _playout?.Dispose();
    }

    /// <summary>Ends it early; the first reason counts.</summary>
    public void Stop(string reason) => Interlocked.CompareExchange(ref _stop, reason, null);

    /// <summary>How long this may play here, or null when that is longer than can be reckoned with.</summary>
    public static TimeSpan? LengthOf(PlayOrder play)
    {
        const long Most = 1_000_000_000_000;
        var longestMs = Math.Min(play.LongestPlayMs, Most);
        var samples = play.Items.Sum(item => (double)item.LengthSamples);
        return (play.Live, samples) switch
        {
            (true, _) => longestMs == Most ? null : TimeSpan.FromMilliseconds(longestMs),
            (false, > Most) => null,
            (false, _) => TimeSpan.FromTicks(
                Math.Min(longestMs * TimeSpan.TicksPerMillisecond, Samples.Duration((long)samples).Ticks)),
        };
    }

    /// <summary>Takes a bundle's packets, or says why they are not what the order promised.</summary>
    public RefusalReason? Take(AudioBundle bundle, long timestamp, TimeSpan position)
    {
        if (bundle.KeyId != Request.KeyId)
        {
            return RefusalReason.KeyNotAllowed;
        }

        if (bundle.PresentationUs != _startUs + bundle.FirstPacket * Opus.PacketUs || !IsPromised(bundle))
        {
            return RefusalReason.Form;
        }

        Volatile.Write(ref _lastArrival, timestamp);
        Delay?.Note(position, bundle.FirstPacket);
        DropPassed(Samples.Passed(position) - (Delay?.Held ?? 0));
        for (var index = 0; index < bundle.Packets.Count; index++)
        {
            Packets.Add(bundle.FirstPacket + index, bundle.Packets[index]);
        }

        if (bundle.Last && Play.Live)
        {
            Volatile.Write(ref _packets, bundle.FirstPacket + bundle.Packets.Count);
        }

        return null;
    }

    private bool IsPromised(AudioBundle bundle)
    {
        if (Play.BundleHashes is not { } hashes)
        {
            return true;
        }

        var (index, rest) = Math.DivRem(bundle.FirstPacket, AudioBundle.ProgrammePackets);
        return rest == 0 && index < hashes.Length / AudioBundle.ContentHashSize
            && hashes.Span.Slice((int)index * AudioBundle.ContentHashSize, AudioBundle.ContentHashSize).SequenceEqual(bundle.ContentHash());
    }

    // Or the window of the jitter buffer would stand at the begin when a broadcast is joined in its middle.
    private void DropPassed(long sample)
    {
        if (sample > 0 && sample < Plan.Length)
        {
            Packets.DropBefore(Plan.At(sample).Packet - KeptBehind);
        }
    }
}
