using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Playback;

namespace CloudBroadcast.DeviceAgent.Maintenance;

/// <summary>Plays the chime in some zones; a broadcast that comes ends it.</summary>
internal sealed class ChimePlayer(Amplifier amplifier, Func<IReadOnlySet<int>, IReadOnlyList<IAudioSink>> open, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>Plays it; what was wrong, in words, or null.</summary>
    public async Task<string?> PlayAsync(IReadOnlySet<int> zones, CancellationToken cancellation)
    {
        try
        {
            return await amplifier.SoundAsync(zones, token => SoundAsync(zones, token), cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    private Task SoundAsync(IReadOnlySet<int> zones, CancellationToken cancellation) =>
        Task.WhenAll(open(zones).Select(sink => SoundAsync(sink, cancellation)));

    private async Task SoundAsync(IAudioSink opened, CancellationToken cancellation)
    {
        using var sink = opened;
        var chime = Chime.Render();

        // An output begins only when it is full, and what it holds at the end must be silence.
        var samples = new short[chime.Length + sink.Capacity];
        chime.CopyTo(samples, 0);
        for (var at = 0; at < samples.Length;)
        {
            var room = Math.Min(sink.Capacity - sink.Queued, samples.Length - at);
            if (room > 0)
            {
                sink.Write(samples.AsSpan(at, room));
                at += room;
            }

            await Task.Delay(Pace, time, cancellation);
        }
    }
}
