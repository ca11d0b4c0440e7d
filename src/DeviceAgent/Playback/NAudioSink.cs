using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using CloudBroadcast.Protocol;
using NAudio;
using NAudio.Wave;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>A sound card of Windows, by WaveOut.</summary>
[SupportedOSPlatform("windows")]
internal sealed class NAudioSink : IAudioSink
{
    private readonly BufferedWaveProvider _provider;
    private readonly WaveOutEvent _output;
    private bool _isPlaying;

    public NAudioSink(string device, TimeSpan buffer)
    {
        Capacity = (int)Samples.Nearest(buffer);
        _provider = new BufferedWaveProvider(new WaveFormat(Opus.SampleRate, 16, 1)) { BufferDuration = buffer, ReadFully = true };
        _output = new WaveOutEvent
        {
            DesiredLatency = 100,
            DeviceNumber = int.TryParse(device, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : -1,
        };
        try
        {
            _output.Init(_provider);
        }
        catch (MmException error)
        {
            _output.Dispose();
            throw new SinkException($"the WaveOut device '{device}' can't be opened: {error.Message}", error);
        }
    }

    public int Capacity { get; }

    public int Queued
    {
        get
        {
            var queued = (int)(Written - Left);
            if (!_isPlaying || queued > 0)
            {
                return queued;
            }

            // The provider gives silence now, which nobody counts: begin anew.
            _output.Stop();
            _provider.ClearBuffer();
            _isPlaying = false;
            Written = 0;
            Underruns++;
            return 0;
        }
    }

    public int Underruns { get; private set; }

    public long Written { get; private set; }

    public void Write(ReadOnlySpan<short> samples)
    {
        var bytes = MemoryMarshal.AsBytes(samples).ToArray();
        _provider.AddSamples(bytes, 0, bytes.Length);
        Written += samples.Length;
        if (!_isPlaying && Capacity - Queued < Playout.Block)
        {
            Play();
        }
    }

    public bool TryMeasureDelay(out long delay)
    {
        delay = Written - Left;
        return _isPlaying && delay > 0;
    }

    public void Dispose() => _output.Dispose();

    // The position counts from Play on, in bytes that have left.
    private long Left => _isPlaying ? _output.GetPosition() / sizeof(short) : 0;

    private void Play()
    {
        try
        {
            _output.Play();
            _isPlaying = true;
        }
        catch (MmException error)
        {
            throw new SinkException($"the WaveOut device does not play: {error.Message}", error);
        }
    }
}
