using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// Brings the packets of a broadcast from the store into its jitter buffer, up to 8 s ahead, on threads of the pool: playout
/// never waits for a disk. <see cref="ReadOn"/> is called by one thread.
/// </summary>
internal sealed class StoredAudio(Assignment assignment, OpenStored open) : IDisposable
{
    // 8 s ahead, and half of it before the disk is asked again.
    private const long Ahead = 8 * Opus.SampleRate / Opus.SamplesPerPacket;

    private volatile bool _isOver;
    private Stream? _file;
    private OggOpusReader? _reader;
    private int _item;
    private long _itemBegin;
    private long _next;

    /// <summary>The reading that is under way, for who must wait for it.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    /// <summary>Whether the store has every piece of a request.</summary>
    public static bool IsHeld(PlayOrder play, OpenStored open) => !play.Live && play.Items.Count > 0 && play.Items.All(item =>
    {
        try
        {
            using var file = open(item);
            return file is not null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    /// <summary>Has the disk read on where less than half of what may wait does; <paramref name="packet"/> is the live position.</summary>
    public void ReadOn(long packet)
    {
        if (Reading.IsCompleted && _item < assignment.Play.Items.Count && assignment.Source == AudioSource.Store && _next < packet + Ahead / 2)
        {
            Reading = Task.Run(() => Read(packet + Ahead));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isOver = true;
        Reading.ContinueWith(_ => _file?.Dispose(), TaskScheduler.Default);
    }

    private void Read(long until)
    {
        try
        {
            while (_next < until && _item < assignment.Play.Items.Count && !_isOver)
            {
                if (ReadPage() is { } problem)
                {
                    assignment.LoseStore(problem);
                    return;
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            assignment.LoseStore(error.Message);
        }
    }

    private string? ReadPage()
    {
        var item = assignment.Play.Items[_item];
        _file ??= open(item);
        if (_file is null)
        {
            return "the file is gone";
        }

        _reader ??= new OggOpusReader(_file, OggOpusLimits.Default);
        if (!_reader.TryReadPage(out var packets))
        {
            return _reader.Problem;
        }

        if (_next + packets.Count > _itemBegin + item.Packets || (_reader.IsAtEnd && _next + packets.Count < _itemBegin + item.Packets))
        {
            return "the file is not as long as it should be";
        }

        foreach (var packet in packets)
        {
            assignment.Packets.Add(_next++, packet);
        }

        if (_reader.IsAtEnd)
        {
            TurnToNextItem(item);
        }

        return null;
    }

    private void TurnToNextItem(PlayItem item)
    {
        _file!.Dispose();
        (_file, _reader) = (null, null);
        _item++;
        _itemBegin += item.Packets;
    }
}
