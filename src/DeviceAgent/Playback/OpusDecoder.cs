using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Makes samples of Opus packets, and makes up those whose packet is missing. One thread at a time.</summary>
internal sealed unsafe class OpusDecoder : IDisposable
{
    private readonly OpusDecoderHandle _handle;

    public OpusDecoder()
    {
        _handle = OpusNative.opus_decoder_create(Opus.SampleRate, 1, out var error);
        if (error != 0)
        {
            throw new InvalidOperationException($"libopus makes no decoder: {OpusNative.Describe(error)}.");
        }
    }

    /// <summary>Decodes one packet of 20 ms; false when it is none.</summary>
    public bool TryDecode(ReadOnlySpan<byte> packet, Span<short> frame)
    {
        Check(frame);
        fixed (byte* data = packet)
        fixed (short* pcm = frame)
        {
            return !packet.IsEmpty
                && OpusNative.opus_decode(_handle, data, packet.Length, pcm, frame.Length, 0) == Opus.SamplesPerPacket;
        }
    }

    /// <summary>Makes up 20 ms from what came before (packet loss concealment).</summary>
    public void Conceal(Span<short> frame)
    {
        Check(frame);
        fixed (short* pcm = frame)
        {
            if (OpusNative.opus_decode(_handle, null, 0, pcm, frame.Length, 0) != frame.Length)
            {
                frame.Clear();
            }
        }
    }

    /// <summary>Forgets what came before, as where another file begins.</summary>
    public void Reset() => _ = OpusNative.opus_decoder_ctl(_handle, OpusNative.ResetState);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static void Check(Span<short> frame) =>
        ArgumentOutOfRangeException.ThrowIfNotEqual(frame.Length, Opus.SamplesPerPacket, nameof(frame));
}
