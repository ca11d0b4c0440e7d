using System.Security.Cryptography;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>A store of audio on a disk whose room a test decides, and audio for it.</summary>
internal static class FakeStore
{
    public static AudioStore Open(string folder, FaultBoard faults, long maxBytes = 1_000_000, Func<long>? freeBytes = null, DiskAccess? disk = null)
    {
        var access = disk ?? DiskAccess.Real;
        return new AudioStore(folder, maxBytes, access, Reserve(folder, faults, freeBytes, access), faults, NullLogger<AudioStore>.Instance);
    }

    public static DiskReserve Reserve(string folder, FaultBoard faults, Func<long>? freeBytes = null, DiskAccess? disk = null) =>
        new(folder, 4096, disk ?? DiskAccess.Real, freeBytes ?? (() => 1_000_000_000), faults, NullLogger<DiskReserve>.Instance);

    public static byte[] Audio(int seed, int length = 100_000)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static PlayItem Item(byte[] audio) =>
        new() { Sha256 = Convert.ToHexStringLower(SHA256.HashData(audio)), Packets = 100, PreSkip = 312, LengthSamples = 95_000 };

    public static AudioNeed Need(byte[] audio, DateTimeOffset dueAt) => new(Item(audio), dueAt, "每日普法");

    /// <summary>Puts audio in as a download does.</summary>
    public static void Put(this AudioStore store, byte[] audio)
    {
        using var download = store.Download(Item(audio).Sha256);
        download.Write(audio);
        Assert.True(download.IsGood());
        store.Keep(download);
    }
}
