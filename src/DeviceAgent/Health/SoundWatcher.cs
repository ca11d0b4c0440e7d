using System.Globalization;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>The sound output: can it be opened, and does it run dry again and again.</summary>
internal sealed class SoundWatcher : IFaultWatcher
{
    private const int Several = 3;
    private static readonly TimeSpan Span = TimeSpan.FromHours(1);

    private readonly FaultBoard _faults;
    private readonly PlayoutDoor _playout;
    private readonly TimeProvider _time;

    // The playout thread's; what is looked at belongs to the one that looks.
    private readonly Queue<(long At, int Underruns)> _underruns = new();
    private bool _wasLost;

    public SoundWatcher(FaultBoard faults, PlayoutDoor playout, TimeProvider time)
    {
        _faults = faults;
        _playout = playout;
        _time = time;
        playout.Reported += Note;
    }

    /// <inheritdoc/>
    public void Look()
    {
        var fault = _playout.Sound().Fault;
        if (fault is not null || _wasLost)
        {
            // What the self-test found, and nobody else sees, is not for this one to clear.
            _faults.Set(FaultCode.SoundLost, fault is not null, fault);
        }

        _wasLost = fault is not null;
    }

    private void Note(PlaybackReport report)
    {
        if (report is not { Stage: PlaybackStage.Finished or PlaybackStage.Interrupted or PlaybackStage.Failed, Evidence: { } evidence })
        {
            return;
        }

        if (evidence.Underruns == 0)
        {
            _underruns.Clear();
            _faults.Clear(FaultCode.SoundUnderruns);
            if (report.Stage == PlaybackStage.Finished)
            {
                _faults.Clear(FaultCode.SoundLost);
            }

            return;
        }

        _underruns.Enqueue((_time.GetTimestamp(), evidence.Underruns));
        while (_time.GetElapsedTime(_underruns.Peek().At) > Span)
        {
            _underruns.Dequeue();
        }

        var count = _underruns.Sum(each => each.Underruns);
        if (count >= Several)
        {
            _faults.Raise(FaultCode.SoundUnderruns, string.Create(CultureInfo.InvariantCulture, $"{count} within an hour"));
        }
    }
}
