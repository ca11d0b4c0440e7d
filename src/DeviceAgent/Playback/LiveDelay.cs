using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// How much later than planned live talk plays here, because its line is uneven. Whoever receives tells what came when; the
/// playout thread alone changes <see cref="Held"/>; any thread may ask.
/// </summary>
/// <param name="lead">How long before its instant a packet must be there: what stands in the sound output.</param>
internal sealed class LiveDelay(TimeSpan lead)
{
    private const int Window = 30;

    // So little too much is left alone, and so seldom a packet is taken out: 60 and 200 ms.
    private const long Slack = 3 * Opus.SamplesPerPacket;
    private const long ShrinkEvery = 10 * Opus.SamplesPerPacket;

    private readonly Queue<Second> _seconds = new();
    private readonly TimeSpan _lead = lead + Samples.Duration(Opus.SamplesPerPacket);
    private readonly Lock _lock = new();
    private Second? _current;
    private long _held;
    private long _target;
    private long _best = long.MaxValue;
    private long _shrunkAt = long.MinValue / 2;

    // The bundles of one second: how late the latest and the earliest of them came, where on time is zero and early is negative.
    private sealed record Second(long Number, TimeSpan Worst, TimeSpan Best);

    /// <summary>Samples that it plays later than planned.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Samples that it should.</summary>
    public long Target => Volatile.Read(ref _target);

    /// <summary>Whether one more packet's time may be held back.</summary>
    public bool HasRoom => Held + Opus.SamplesPerPacket - Best(orElse: 0) <= Samples.Nearest(LiveHold.Most);

    /// <summary>How long the bundle that comes earliest waits before it is played; null before any came.</summary>
    public TimeSpan? Hold => Best(orElse: long.MaxValue) is var best && best < long.MaxValue ? Samples.Duration(Held - best) : null;

    /// <summary>A bundle came at a position of the broadcast.</summary>
    public void Note(TimeSpan position, long firstPacket)
    {
        var lateness = position + _lead - Samples.Duration(firstPacket * Opus.SamplesPerPacket);
        var number = position.Ticks / TimeSpan.TicksPerSecond;
        lock (_lock)
        {
            if (_current is { } current && current.Number == number)
            {
                _current = current with { Worst = Max(current.Worst, lateness), Best = Min(current.Best, lateness) };
            }
            else
            {
                TurnTo_NeedsLock(new Second(number, lateness, lateness));
            }

            var seen = _seconds.Append(_current!);
            var best = seen.Min(second => second.Best);
            Volatile.Write(ref _best, Samples.Nearest(best));
            Volatile.Write(ref _target, Math.Max(0, Samples.Nearest(best + LiveHold.Of(seen.Select(second => second.Worst), best))));
        }
    }

    /// <summary>One packet's time is held back more.</summary>
    public void Grow() => Volatile.Write(ref _held, _held + Opus.SamplesPerPacket);

    /// <summary>Takes one packet's time back where it has long been too much; <paramref name="sample"/> is where.</summary>
    public bool TryShrink(long sample)
    {
        if (_held - Target < Slack || sample - _shrunkAt < ShrinkEvery)
        {
            return false;
        }

        _shrunkAt = sample;
        Volatile.Write(ref _held, _held - Opus.SamplesPerPacket);
        return true;
    }

    private long Best(long orElse) => Volatile.Read(ref _best) is var best && best < long.MaxValue ? best : orElse;

    private void TurnTo_NeedsLock(Second next)
    {
        if (_current is not null)
        {
            _seconds.Enqueue(_current);
        }

        _current = next;
        while (_seconds.TryPeek(out var oldest) && oldest.Number <= next.Number - Window)
        {
            _seconds.Dequeue();
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
