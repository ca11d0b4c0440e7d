using System.Runtime.InteropServices;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Asks Linux to run the calling thread before all others (sched_setscheduler(2), SCHED_RR).</summary>
internal static partial class RealTimePriority
{
    private const int RoundRobin = 2;

    // Above what is not real-time, below the kernel's own threads and a sound server at 20.
    private const int Priority = 10;

    [StructLayout(LayoutKind.Sequential)]
    private struct SchedulingParameter
    {
        public int Priority;
    }

    /// <summary>Null when it does, else why not.</summary>
    public static string? TryRaise()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "this system has none";
        }

        // 0 is the calling thread.
        var wanted = new SchedulingParameter { Priority = Priority };
        return sched_setscheduler(0, RoundRobin, in wanted) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_setscheduler(int thread, int policy, in SchedulingParameter parameter);
}
