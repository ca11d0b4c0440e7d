using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Store;

public sealed class AudioStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FaultBoard _faults = new(new JournalFeed(), new FakeTimeProvider(Now));
    private readonly byte[] _audio = FakeStore.Audio(1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_put_in_is_there_after_a_restart_byte_for_byte()
    {
        Open().Put(_audio);

        var store = Open();
        Assert.True(store.Holds(FakeStore.Item(_audio).Sha256));
        using var stream = store.TryOpen(FakeStore.Item(_audio));
        using var read = new MemoryStream();
        stream!.CopyTo(read);
        Assert.Equal(_audio, read.ToArray());
    }

    [Fact]
    public void A_file_that_was_corrupted_on_the_disk_is_thrown_away_and_told()
    {
        Open().Put(_audio);
        var file = Path.Combine(_folder.Name, "audio", FakeStore.Item(_audio).Sha256 + ".opus");
        var bytes = File.ReadAllBytes(file);
        bytes[777] ^= 1;
        File.WriteAllBytes(file, bytes);

        var store = Open();
        Assert.Null(store.TryOpen(FakeStore.Item(_audio)));

        Assert.False(store.Holds(FakeStore.Item(_audio).Sha256));
        Assert.False(File.Exists(file));
        Assert.Equal(FaultCode.StoreDamaged, Assert.Single(_faults.Standing).Code);
        store.Put(_audio);
        Assert.Empty(_faults.Standing);
    }

    [Fact]
    public void A_download_goes_on_where_a_power_cut_left_it()
    {
        var sha = FakeStore.Item(_audio).Sha256;
        using (var begun = Open().Download(sha))
        {
            begun.Write(_audio.AsSpan(0, 40_000));
        }

        var store = Open();
        Assert.False(store.Holds(sha));
        using var download = store.Download(sha);
        Assert.Equal(40_000, download.Length);
        download.Write(_audio.AsSpan(40_000));
        Assert.True(download.IsGood());
        store.Keep(download);
        Assert.True(store.Holds(sha));
    }

    [Fact]
    public void A_rename_that_fails_leaves_no_file_under_the_name()
    {
        var disk = DiskAccess.Real with { Move = (_, _) => throw new IOException("Input/output error") };
        var store = FakeStore.Open(_folder.Name, _faults, disk: disk);

        Assert.Throws<IOException>(() => store.Put(_audio));

        Assert.False(store.Holds(FakeStore.Item(_audio).Sha256));
        Assert.Null(Open().TryOpen(FakeStore.Item(_audio)));
    }

    [Fact]
    public void What_nobody_needs_goes_before_what_is_due_later_and_nothing_due_sooner_goes()
    {
        var store = FakeStore.Open(_folder.Name, _faults, maxBytes: 300_000);
        var (unneeded, late, soon, next) = (FakeStore.Audio(2), FakeStore.Audio(3), FakeStore.Audio(4), FakeStore.Need(FakeStore.Audio(5), Now.AddDays(1)));
        Array.ForEach([unneeded, late, soon], store.Put);
        store.Want([FakeStore.Need(soon, Now), next, FakeStore.Need(late, Now.AddDays(5))]);

        Assert.True(store.TryMakeRoom(next, 100_000));
        Assert.Equal((false, true, true), (Has(store, unneeded), Has(store, late), Has(store, soon)));
        Assert.True(store.TryMakeRoom(next, 200_000));
        Assert.Equal((false, true), (Has(store, late), Has(store, soon)));
        Assert.False(store.TryMakeRoom(next, 250_000));
        Assert.True(Has(store, soon));
    }

    [Fact]
    public void It_says_what_it_needs_and_holds()
    {
        var store = Open();
        store.Put(_audio);
        store.Want([FakeStore.Need(_audio, Now), FakeStore.Need(FakeStore.Audio(9), Now)]);

        Assert.Equal(new StoreReading { Needed = 2, Held = 1, Bytes = 100_000, FreeBytes = 1_000_000_000 }, store.Reading());
    }

    [Fact]
    public void What_is_partly_there_and_needed_no_more_is_swept_out()
    {
        var store = Open();
        var sha = FakeStore.Item(_audio).Sha256;
        using (var begun = store.Download(sha))
        {
            begun.Write(_audio.AsSpan(0, 100));
        }

        store.Want([]);

        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Name, "audio")));
    }

    [Fact]
    public void A_full_disk_gives_up_the_reserve_for_what_must_go_on_and_takes_it_back_later()
    {
        var disk = new FakeDisk();
        var reserve = FakeStore.Reserve(_folder.Name, _faults, disk: disk.Access with
        {
            Write = (file, bytes, offset) =>
            {
                if (File.Exists(_folder.File(DiskReserve.FileName)))
                {
                    throw new IOException("No space left on device");
                }

                disk.Access.Write(file, bytes, offset);
            },
        });
        reserve.Restore();
        Assert.True(File.Exists(_folder.File(DiskReserve.FileName)));

        AtomicFile.Write(_folder.File("ledger"), [1, 2, 3], reserve.Access);

        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder.File("ledger")));
        Assert.False(File.Exists(_folder.File(DiskReserve.FileName)));
        Assert.Equal(FaultCode.DiskFull, Assert.Single(_faults.Standing).Code);
        reserve.Restore();
        Assert.True(File.Exists(_folder.File(DiskReserve.FileName)));
        Assert.Empty(_faults.Standing);
    }

    private static bool Has(AudioStore store, byte[] audio) => store.Holds(FakeStore.Item(audio).Sha256);

    private AudioStore Open() => FakeStore.Open(_folder.Name, _faults);
}
