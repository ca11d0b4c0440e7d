using System.Runtime.InteropServices;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>The calls of libopus (opus.h of 1.3) that decoding needs.</summary>
internal static unsafe partial class OpusNative
{
    private const string Library = "libopus.so.0";

    /// <summary>OPUS_RESET_STATE of opus_defines.h.</summary>
    public const int ResetState = 4028;

    [LibraryImport(Library)]
    public static partial OpusDecoderHandle opus_decoder_create(int sampleRate, int channels, out int error);

    [LibraryImport(Library)]
    public static partial void opus_decoder_destroy(nint decoder);

    [LibraryImport(Library)]
    public static partial int opus_decode(
        OpusDecoderHandle decoder, byte* data, int length, short* pcm, int frameSize, int decodeFec);

    // Variadic in C; a request without an argument is passed alike by every ABI that .NET runs on.
    [LibraryImport(Library)]
    public static partial int opus_decoder_ctl(OpusDecoderHandle decoder, int request);

    [LibraryImport(Library)]
    private static partial nint opus_strerror(int error);

    public static string Describe(int error) => Marshal.PtrToStringUTF8(opus_strerror(error)) ?? "unknown error";
}

/// <summary>Owns a decoder of libopus.</summary>
internal sealed class OpusDecoderHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        OpusNative.opus_decoder_destroy(handle);
        return true;
    }
}
