using System.Runtime.InteropServices;
using CloudBroadcast.Protocol;
using Microsoft.Win32.SafeHandles;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>libopus's encoder: mono, 20 ms, variable rate; one thread at a time.</summary>
internal sealed unsafe partial class OpusEncoder : SafeHandleZeroOrMinusOneIsInvalid
{
    // Debian's libopus0; the name without a number belongs to its development package.
    private const string Library = "libopus.so.0";

    // opus_defines.h. Not VOIP: its filter changes the waveform, and puts 4 dB on the peaks of levelled speech (measured).
    private const int ApplicationAudio = 2049;
    private const int SetBitrate = 4002;
    private const int SetVbr = 4006;
    private const int SetComplexity = 4010;
    private const int GetLookahead = 4027;

    private readonly int _packetSamples;

    /// <param name="bitrateKbps">On average.</param>
    /// <param name="complexity">0 to 10.</param>
    /// <param name="sampleRate">Of what goes in; one that libopus takes (8, 12, 16, 24 or 48 kHz).</param>
    public OpusEncoder(int bitrateKbps, int complexity, int sampleRate = Opus.SampleRate)
        : base(ownsHandle: true)
    {
        _packetSamples = sampleRate / 50;
        SetHandle(Create(sampleRate, 1, ApplicationAudio, out var error));
        Check(error);
        Check(Set(handle, SetBitrate, bitrateKbps * 1000));
        Check(Set(handle, SetVbr, 1));
        Check(Set(handle, SetComplexity, complexity));
        int lookahead;
        Check(Get(handle, GetLookahead, &lookahead));
        PreSkip = lookahead * (Opus.SampleRate / sampleRate);
    }

    /// <summary>Samples at 48 kHz by which the decoder's output lags behind what went in.</summary>
    public int PreSkip { get; }

    /// <summary>Encodes 20 ms and returns the packet's part of the buffer.</summary>
    public ReadOnlySpan<byte> Encode(ReadOnlySpan<short> samples, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, _packetSamples);
        fixed (short* pcm = samples)
        fixed (byte* data = buffer)
        {
            var written = Encode(handle, pcm, samples.Length, data, buffer.Length);
            Check(written);
            return buffer[..written];
        }
    }

    protected override bool ReleaseHandle()
    {
        Destroy(handle);
        return true;
    }

    private static void Check(int result)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"libopus refused with code {result}.");
        }
    }

    [LibraryImport(Library, EntryPoint = "opus_encoder_create")]
    private static partial nint Create(int sampleRate, int channels, int application, out int error);

    [LibraryImport(Library, EntryPoint = "opus_encoder_destroy")]
    private static partial void Destroy(nint encoder);

    [LibraryImport(Library, EntryPoint = "opus_encode")]
    private static partial int Encode(nint encoder, short* samples, int count, byte* data, int maxBytes);

    // Variadic in C; with three integer arguments the calling convention is the same on Linux x64, arm64 and arm.
    [LibraryImport(Library, EntryPoint = "opus_encoder_ctl")]
    private static partial int Set(nint encoder, int request, int value);

    [LibraryImport(Library, EntryPoint = "opus_encoder_ctl")]
    private static partial int Get(nint encoder, int request, int* value);
}
