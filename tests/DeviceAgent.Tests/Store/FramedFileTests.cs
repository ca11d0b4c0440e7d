using System.Text;
using CsCheck;

namespace CloudBroadcast.DeviceAgent.Store;

public sealed class FramedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Name => _folder.File("some.file");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_appended_is_there_after_reopening()
    {
        Assert.Empty(Reopen("one", "two"));

        Assert.Equal(["one", "two"], Reopen());
    }

    [Fact]
    public void A_file_cut_at_any_byte_holds_every_record_that_is_whole_and_takes_more()
    {
        string[] records = ["the first", "", new string('x', 300), "the last"];
        Reopen(records);
        var whole = File.ReadAllBytes(Name);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Name, whole[..length]);

            var left = Reopen("after the cut");

            Assert.Equal(records.Take(left.Count), left);
            Assert.Equal(length == whole.Length, left.Count == records.Length);
            Assert.Equal([.. left, "after the cut"], Reopen());
        }
    }

    [Fact]
    public void A_flipped_bit_costs_at_most_the_record_it_is_in()
    {
        string[] records = ["the first", "the second", "the third"];
        Reopen(records);
        var whole = File.ReadAllBytes(Name);
        var title = Encoding.ASCII.GetByteCount("test 1\n");
        Gen.Select(Gen.Int[title, whole.Length - 1], Gen.Int[0, 7]).Sample(
            (at, bit) =>
            {
                var flipped = (byte[])whole.Clone();
                flipped[at] ^= (byte)(1 << bit);
                File.WriteAllBytes(Name, flipped);

                var left = Reopen();

                Assert.Equal(2, left.Count);
                Assert.Empty(left.Except(records));
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void A_damaged_middle_is_told_and_a_torn_end_is_none()
    {
        Reopen("one", "two");
        var bytes = File.ReadAllBytes(Name);
        bytes["test 1\n".Length + Frame.HeaderSize] ^= 1;
        File.WriteAllBytes(Name, bytes);
        using (var damaged = FramedFile.Open(Name, "test 1", DiskAccess.Real, out _))
        {
            Assert.True(damaged.WasDamaged);
        }

        File.WriteAllBytes(Name, bytes[..^1]);
        using var torn = FramedFile.Open(Name, "test 1", DiskAccess.Real, out _);
        Assert.False(torn.WasDamaged);
    }

    [Fact]
    public void A_full_disk_leaves_the_file_as_it_was_at_every_byte_of_the_write()
    {
        Reopen("before");
        for (var room = 0; room < Frame.HeaderSize + "refused".Length; room++)
        {
            var disk = new FakeDisk();
            using (var file = FramedFile.Open(Name, "test 1", disk.Access, out _))
            {
                disk.Room = room;
                Assert.Throws<IOException>(() => file.Append("refused"u8, durable: true));
            }

            Assert.Equal(["before"], Reopen());
        }
    }

    [Fact]
    public void A_record_whose_sync_failed_is_taken_back_and_the_next_one_goes_in()
    {
        var disk = new FakeDisk();
        using (var file = FramedFile.Open(Name, "test 1", disk.Access, out _))
        {
            disk.SyncFails = true;
            Assert.Throws<IOException>(() => file.Append("refused"u8, durable: true));
            disk.SyncFails = false;
            file.Append("taken"u8, durable: true);
        }

        Assert.Equal(["taken"], Reopen());
    }

    [Fact]
    public void A_record_is_synced_before_append_returns()
    {
        var disk = new FakeDisk();
        using var file = FramedFile.Open(Name, "test 1", disk.Access, out _);
        disk.Calls.Clear();

        file.Append("one"u8, durable: true);

        Assert.Equal(["write", "sync"], disk.Calls);
    }

    [Fact]
    public void A_rewrite_that_fails_leaves_the_old_records()
    {
        var disk = new FakeDisk();
        using (var file = FramedFile.Open(Name, "test 1", disk.Access, out _))
        {
            file.Append("old"u8, durable: true);
            disk.Room = 3;
            Assert.Throws<IOException>(() => file.Rewrite(["new"u8.ToArray()]));
            disk.Room = null;
            file.Append("older still there"u8, durable: true);
        }

        Assert.Equal(["old", "older still there"], Reopen());
    }

    [Fact]
    public void A_rewrite_takes_the_place_of_all()
    {
        using (var file = FramedFile.Open(Name, "test 1", DiskAccess.Real, out _))
        {
            file.Append("old"u8, durable: true);
            file.Rewrite(["new"u8.ToArray()]);
            file.Append("newer"u8, durable: true);
            Assert.Equal(new FileInfo(Name).Length, file.Length);
        }

        Assert.Equal(["new", "newer"], Reopen());
    }

    [Fact]
    public void A_file_of_another_kind_is_not_touched()
    {
        File.WriteAllText(Name, "my diary\n");

        var error = Assert.Throws<IOException>(() => Reopen());

        Assert.Contains("test 1", error.Message, StringComparison.Ordinal);
        Assert.Equal("my diary\n", File.ReadAllText(Name));
    }

    [Fact]
    public void A_second_process_is_kept_out()
    {
        using var first = FramedFile.Open(Name, "test 1", DiskAccess.Real, out _);

        Assert.Throws<IOException>(() => FramedFile.Open(Name, "test 1", DiskAccess.Real, out _));
    }

    [Fact]
    public void Random_bytes_are_read_without_a_fault() => Gen.Byte.Array[0, 500].Sample(bytes =>
    {
        var records = Frame.ReadAll(bytes, out var end, out _);
        Assert.InRange(end, 0, bytes.Length);
        Assert.True(records.Count == 0 || end > 0);
    });

    private List<string> Reopen(params string[] appended)
    {
        using var file = FramedFile.Open(Name, "test 1", DiskAccess.Real, out var records);
        var read = records.Select(record => Encoding.UTF8.GetString(record.Span)).ToList();
        foreach (var text in appended)
        {
            file.Append(Encoding.UTF8.GetBytes(text), durable: true);
        }

        return read;
    }
}
