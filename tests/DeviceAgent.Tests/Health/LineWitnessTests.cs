using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Health;

public sealed class LineWitnessTests : IDisposable
{
    private const int Loud = 12_000;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 7, 0, 0, TimeSpan.Zero));
    private readonly JournalFeed _journal = new();
    private readonly FakeRelayBoard _board;
    private readonly FaultBoard _faults;
    private readonly LineWitness _witness;

    public LineWitnessTests()
    {
        _board = new FakeRelayBoard(_time);
        _faults = new FaultBoard(_journal, _time);
        _witness = new LineWitness(_board, _faults, _journal, _time.GetUtcNow);
    }

    public void Dispose() => _witness.Dispose();

    [Fact]
    public void What_the_line_carried_is_in_the_report_and_in_the_journal()
    {
        var end = Broadcast(lineMv: 420, Loud);

        Assert.Equal((420, 100), (end.Evidence!.LineMeanMv!.Value, end.Evidence.LineHeardPercent!.Value));
        Assert.True(_journal.Notes.TryRead(out var note));
        Assert.Equal(
            new LevelEntry { BroadcastId = end.BroadcastId, LengthMs = 3800, MeanMv = 420, HighestMv = 420, HeardPercent = 100 },
            note.Level);
        Assert.Empty(_faults.Standing);
    }

    [Fact]
    public void Sound_that_the_line_did_not_carry_is_a_fault_until_a_broadcast_is_heard()
    {
        var end = Broadcast(lineMv: 2, Loud);
        Assert.Equal(0, end.Evidence!.LineHeardPercent);
        Assert.Equal([FaultCode.LineSilent], _faults.Standing.Select(fault => fault.Code));

        Broadcast(lineMv: 420, Loud);
        Assert.Empty(_faults.Standing);
    }

    [Fact]
    public void A_broadcast_of_silence_on_a_silent_line_is_no_fault()
    {
        Broadcast(lineMv: 2, loudest: 10);

        Assert.Empty(_faults.Standing);
    }

    [Fact]
    public void Where_nothing_measures_nothing_is_claimed()
    {
        var end = Broadcast(lineMv: null, Loud);

        Assert.Null(end.Evidence!.LineMeanMv);
        Assert.False(_journal.Notes.TryRead(out _));
        Assert.Empty(_faults.Standing);
    }

    private PlaybackReport Broadcast(int? lineMv, int loudest)
    {
        var id = Guid.NewGuid();
        Read(lineMv is null ? null : 1, times: 5);
        var first = _time.GetUtcNow();
        _witness.Complete(Report(id, PlaybackStage.Started, first, null));
        Read(lineMv, times: 20);
        var last = _time.GetUtcNow();
        Read(lineMv is null ? null : 1, times: 5);
        _witness.Note(id, loudest);
        return _witness.Complete(Report(id, PlaybackStage.Finished, first, last));
    }

    private void Read(int? lineMv, int times)
    {
        for (var time = 0; time < times; time++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(200));
            _board.Readings = new BoardReadings { LineMv = lineMv };
            _board.Say(RelayLink.Connected, null);
            _board.Say(RelayLink.Connected, null);
        }
    }

    private PlaybackReport Report(Guid id, PlaybackStage stage, DateTimeOffset first, DateTimeOffset? last) => new()
    {
        Version = WireVersion.Current,
        ReportId = Guid.NewGuid(),
        Gateway = "gw-1",
        At = _time.GetUtcNow(),
        BroadcastId = id,
        Stage = stage,
        Evidence = new PlaybackEvidence
        {
            FirstSampleAt = first,
            FirstSampleErrorUs = 0,
            LastSampleAt = last,
            FramesPlayed = 200,
            FramesConcealed = 0,
            FramesMissed = 0,
            Underruns = 0,
        },
    };
}
