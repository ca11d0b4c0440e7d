using System.Runtime.InteropServices;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>The calls of libasound (alsa/pcm.h of 1.2) that playing needs.</summary>
internal static unsafe partial class AlsaNative
{
    private const string Library = "libasound.so.2";

    public const int StreamPlayback = 0;
    public const int NonBlocking = 1;
    public const int FormatS16Le = 2;
    public const int AccessInterleaved = 3;
    public const int StateRunning = 3;

    // errno.h of Linux, negative as alsa-lib gives them.
    public const int TryAgain = -11;
    public const int BrokenPipe = -32;
    public const int Suspended = -86;

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int snd_pcm_open(out AlsaHandle pcm, string name, int stream, int mode);

    [LibraryImport(Library)]
    public static partial int snd_pcm_close(nint pcm);

    [LibraryImport(Library)]
    public static partial int snd_pcm_set_params(
        AlsaHandle pcm, int format, int access, uint channels, uint rate, int softResample, uint latencyUs);

    [LibraryImport(Library)]
    public static partial int snd_pcm_get_params(AlsaHandle pcm, out nuint bufferFrames, out nuint periodFrames);

    [LibraryImport(Library)]
    public static partial nint snd_pcm_writei(AlsaHandle pcm, short* buffer, nuint frames);

    [LibraryImport(Library)]
    public static partial int snd_pcm_delay(AlsaHandle pcm, out nint frames);

    [LibraryImport(Library)]
    public static partial nint snd_pcm_avail(AlsaHandle pcm);

    [LibraryImport(Library)]
    public static partial int snd_pcm_recover(AlsaHandle pcm, int error, int silent);

    [LibraryImport(Library)]
    public static partial int snd_pcm_state(AlsaHandle pcm);

    [LibraryImport(Library)]
    private static partial nint snd_strerror(int error);

    public static string Describe(int error) => Marshal.PtrToStringUTF8(snd_strerror(error)) ?? "unknown error";
}

/// <summary>Owns an open device of libasound.</summary>
internal sealed class AlsaHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => AlsaNative.snd_pcm_close(handle) == 0;
}
