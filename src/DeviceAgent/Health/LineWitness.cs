using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>
/// Follows the loudspeaker line's level and says of each broadcast what the line carried: in its report, in the journal, and as a
/// fault when there was sound and the line carried nothing. Any thread may call.
/// </summary>
internal sealed class LineWitness : IDisposable
{
    // 40 dB below full scale: the peaks of any speech are above it.
    private const int Audible = short.MaxValue / 100;

    // Fewer readings prove nothing.
    private const int EnoughReadings = 5;

    private readonly IRelayBoard _board;
    private readonly FaultBoard _faults;
    private readonly JournalFeed _journal;
    private readonly Func<DateTimeOffset> _controllerNow;
    private readonly Lock _lock = new();
    private readonly Queue<LineReading> _readings = new();
    private readonly Dictionary<Guid, DateTimeOffset> _onAir = [];
    private readonly Dictionary<Guid, int> _loudest = [];
    private BoardReadings? _last;

    public LineWitness(IRelayBoard board, FaultBoard faults, JournalFeed journal, Func<DateTimeOffset> controllerNow)
    {
        _board = board;
        _faults = faults;
        _journal = journal;
        _controllerNow = controllerNow;
        board.Observed += Look;
    }

    /// <summary>The loudest sample of a broadcast that ends, told before its last report.</summary>
    public void Note(Guid broadcastId, int loudest)
    {
        lock (_lock)
        {
            _loudest[broadcastId] = loudest;
        }
    }

    /// <summary>The report, with what the line carried where that was measured.</summary>
    public PlaybackReport Complete(PlaybackReport report)
    {
        if (report.BroadcastId is not { } broadcast)
        {
            return report;
        }

        LineLevel? level;
        int loudest;
        lock (_lock)
        {
            if (report is { Stage: PlaybackStage.Started, Evidence: { } begun })
            {
                _onAir[broadcast] = begun.FirstSampleAt;
            }

            if (report.Stage < PlaybackStage.Finished)
            {
                return report;
            }

            level = report.Evidence is { LastSampleAt: { } last } sounded ? LineLevel.Of(_readings, sounded.FirstSampleAt, last) : null;
            _onAir.Remove(broadcast);
            _loudest.Remove(broadcast, out loudest);
        }

        return level is null ? report : Tell(report, level, loudest);
    }

    public void Dispose() => _board.Observed -= Look;

    private PlaybackReport Tell(PlaybackReport report, LineLevel level, int loudest)
    {
        _journal.Post(new JournalNote(JournalKind.Level)
        {
            Level = new LevelEntry
            {
                BroadcastId = report.BroadcastId,
                LengthMs = (long)level.Length.TotalMilliseconds,
                MeanMv = level.MeanMv,
                HighestMv = level.HighestMv,
                HeardPercent = level.HeardPercent,
            },
        });
        if (level.HeardPercent > 0)
        {
            _faults.Clear(FaultCode.LineSilent);
        }
        else if (loudest >= Audible && level.Count >= EnoughReadings)
        {
            _faults.Raise(FaultCode.LineSilent, $"at most {level.HighestMv} mV");
        }

        return report with { Evidence = report.Evidence! with { LineMeanMv = level.MeanMv, LineHeardPercent = level.HeardPercent } };
    }

    private void Look(RelayBoardState state)
    {
        // A board that answers for its relays in between says its last readings again.
        if (ReferenceEquals(state.Readings, _last) || state.Readings is not { LineMv: { } level } readings)
        {
            return;
        }

        _last = readings;
        var now = _controllerNow();
        lock (_lock)
        {
            _readings.Enqueue(new LineReading(now, level));
            var oldest = (_onAir.Count == 0 ? now : _onAir.Values.Min()) - LineLevel.NoiseTime;
            while (_readings.Peek().At < oldest)
            {
                _readings.Dequeue();
            }
        }
    }
}
