using Microsoft.Win32.SafeHandles;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>A disk that is full when told so, after so many bytes of a write, and that notes what it was asked.</summary>
internal sealed class FakeDisk
{
    public FakeDisk() => Access = new DiskAccess(Write, Sync);

    public DiskAccess Access { get; }

    /// <summary>Bytes of each write that still fit; null: all.</summary>
    public int? Room { get; set; }

    public bool SyncFails { get; set; }

    /// <summary>Whether syncing costs nothing and does nothing.</summary>
    public bool SyncsForShow { get; set; }

    public List<string> Calls { get; } = [];

    private void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        Calls.Add("write");
        RandomAccess.Write(file, Room is { } room && room < bytes.Length ? bytes[..room] : bytes, offset);
        if (Room < bytes.Length)
        {
            throw new IOException("No space left on device");
        }
    }

    private void Sync(SafeFileHandle file)
    {
        Calls.Add("sync");
        if (SyncFails)
        {
            throw new IOException("Input/output error");
        }

        if (!SyncsForShow)
        {
            RandomAccess.FlushToDisk(file);
        }
    }
}
