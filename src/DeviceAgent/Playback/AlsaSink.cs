using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// A device of ALSA. It begins by itself when its buffer is full: snd_pcm_start on a filled buffer loses the buffer on
/// ALSA's pulse plugin.
/// </summary>
internal sealed unsafe class AlsaSink : IAudioSink
{
    private readonly string _device;
    private readonly AlsaHandle _pcm;

    public AlsaSink(string device, TimeSpan buffer)
    {
        _device = device;
        try
        {
            Check(AlsaNative.snd_pcm_open(out _pcm, device, AlsaNative.StreamPlayback, AlsaNative.NonBlocking), "can't be opened");
        }
        catch (DllNotFoundException error)
        {
            throw new SinkException("libasound.so.2 is missing: install Debian's libasound2", error);
        }

        try
        {
            var latencyUs = (uint)buffer.TotalMicroseconds;
            Check(
                AlsaNative.snd_pcm_set_params(
                    _pcm, AlsaNative.FormatS16Le, AlsaNative.AccessInterleaved, 1, Opus.SampleRate, softResample: 1, latencyUs),
                "can't play 48 kHz, mono, 16 bits");
            Check(AlsaNative.snd_pcm_get_params(_pcm, out var frames, out _), "does not say how much it holds");
            Capacity = (int)frames;
        }
        catch
        {
            _pcm.Dispose();
            throw;
        }
    }

    public int Capacity { get; }

    public int Queued
    {
        get
        {
            var room = AlsaNative.snd_pcm_avail(_pcm);
            if (room < 0)
            {
                Recover((int)room);
                return 0;
            }

            return (int)Math.Max(0, Capacity - room);
        }
    }

    public int Underruns { get; private set; }

    public long Written { get; private set; }

    public void Write(ReadOnlySpan<short> samples)
    {
        while (!samples.IsEmpty)
        {
            fixed (short* data = samples)
            {
                var written = AlsaNative.snd_pcm_writei(_pcm, data, (nuint)samples.Length);
                if (written == AlsaNative.TryAgain)
                {
                    // The room that was seen is gone; what is left over is heard as a jump of at most one block.
                    return;
                }

                if (written < 0)
                {
                    Recover((int)written);
                    continue;
                }

                Written += written;
                samples = samples[(int)written..];
            }
        }
    }

    public bool TryMeasureDelay(out long delay)
    {
        // Before it runs some devices answer with an error or with nonsense.
        delay = 0;
        if (AlsaNative.snd_pcm_state(_pcm) != AlsaNative.StateRunning || AlsaNative.snd_pcm_delay(_pcm, out var frames) < 0)
        {
            return false;
        }

        delay = frames;
        return frames >= 0;
    }

    public void Dispose() => _pcm.Dispose();

    // What ran dry or slept can begin anew; any other error means that the device or its server is gone.
    private void Recover(int error)
    {
        if (error is not (AlsaNative.BrokenPipe or AlsaNative.Suspended))
        {
            Check(error, "is gone");
        }

        Check(AlsaNative.snd_pcm_recover(_pcm, error, silent: 1), "ran dry and does not recover");
        Underruns++;
        Written = 0;
    }

    private void Check(int result, string what)
    {
        if (result < 0)
        {
            throw new SinkException($"the ALSA device '{_device}' {what}: {AlsaNative.Describe(result)} ({result})");
        }
    }
}
