using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CloudBroadcast.Town;

/// <summary>What a PulseAudio sink played while this was there.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly Process _process;
    private readonly int _channels;
    private readonly MemoryStream _bytes = new();
    private readonly Task _reading;

    public Listener(Process process, int channels)
    {
        _process = process;
        _channels = channels;
        _reading = process.StandardOutput.BaseStream.CopyToAsync(_bytes);
    }

    public ReadOnlySpan<short> Samples => MemoryMarshal.Cast<byte, short>(_bytes.GetBuffer().AsSpan(0, (int)_bytes.Length & ~1));

    /// <summary>The samples of one side, from 0 on.</summary>
    public short[] Side(int index)
    {
        var all = Samples;
        var side = new short[all.Length / _channels];
        for (var at = 0; at < side.Length; at++)
        {
            side[at] = all[at * _channels + index];
        }

        return side;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }
}
