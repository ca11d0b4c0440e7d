using System.Runtime.InteropServices;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The calls of Linux that a serial line needs: open(2), poll(2), ioctl_tty(2), termios(3), eventfd(2). Numbers are those of x86 and ARM.</summary>
internal static unsafe partial class TerminalNative
{
    public const int ReadWrite = 0x2;
    public const int NotControlling = 0x100;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    public const short PollIn = 0x1;
    public const short PollOut = 0x4;
    public const short PollGone = 0x8 | 0x10 | 0x20;

    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int NoAccess = 13;
    public const int Busy = 16;

    // asm-generic/ioctls.h: one opener alone, and the modem line that tells a board that somebody is there.
    public const nuint Exclusive = 0x540C;
    public const nuint RaiseModemLines = 0x5416;
    public const int DataTerminalReady = 0x2;

    public const int Immediately = 0;
    public const int IncomingQueue = 0;

    private const string Library = "libc";

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Watched
    {
        public int File;
        public short Wanted;
        public short Happened;
    }

    /// <summary>struct termios of glibc.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Settings
    {
        public uint Input;
        public uint Output;
        public uint Control;
        public uint Local;
        public byte Discipline;
        public fixed byte Characters[32];
        public uint InputSpeed;
        public uint OutputSpeed;
    }

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int file, byte* into, nuint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int file, byte* from, nuint count);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(Watched* files, nuint count, int milliseconds);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int OpenEvent(uint value, int flags);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int file, nuint request, int* argument);

    [LibraryImport(Library, EntryPoint = "tcgetattr", SetLastError = true)]
    public static partial int GetSettings(int file, out Settings settings);

    [LibraryImport(Library, EntryPoint = "tcsetattr", SetLastError = true)]
    public static partial int SetSettings(int file, int when, in Settings settings);

    [LibraryImport(Library, EntryPoint = "cfmakeraw")]
    public static partial void MakeRaw(ref Settings settings);

    /// <summary>Takes the number of bits a second itself, too.</summary>
    [LibraryImport(Library, EntryPoint = "cfsetspeed", SetLastError = true)]
    public static partial int SetSpeed(ref Settings settings, uint speed);

    [LibraryImport(Library, EntryPoint = "tcflush", SetLastError = true)]
    public static partial int Flush(int file, int queue);
}
