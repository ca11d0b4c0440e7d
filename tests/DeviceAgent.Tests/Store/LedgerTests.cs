using CloudBroadcast.DeviceAgent.Link;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Store;

public sealed class LedgerTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private const string Key = "0102030405060708";
    private const string AnotherKey = "1112131415161718";

    private readonly TemporaryFolder _folder = new();

    private string Name => _folder.File(Ledger.FileName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_knows_its_orders_after_a_restart()
    {
        var play = Orders.Play(Now, sequence: 5);
        var stop = Orders.Stop(Now, sequence: 6, broadcast: Guid.NewGuid());
        using (var ledger = Open())
        {
            Assert.True(ledger.TryRecord(play, Key, Now));
            Assert.True(ledger.TryRecord(stop, Key, Now));
        }

        using var reopened = Open();
        Assert.Equal(6, reopened.Memory.LastSequence("dongzhai", Key));
        Assert.Equal(0, reopened.Memory.LastSequence("another", Key));
        Assert.True(reopened.Memory.HasOrder(play.OrderId));
        Assert.True(reopened.Memory.HasOrder(stop.OrderId));
        Assert.True(reopened.Memory.IsStopped(stop.Stop!.BroadcastId!.Value));
        Assert.False(reopened.Memory.IsStopped(play.Play!.BroadcastId));
    }

    [Fact]
    public void A_power_cut_at_any_byte_leaves_the_old_state_or_the_new_one()
    {
        var first = Orders.Play(Now, sequence: 1);
        var second = Orders.Stop(Now, sequence: 2, broadcast: first.Play!.BroadcastId);
        long lengthOfFirst;
        using (var ledger = Open())
        {
            ledger.TryRecord(first, Key, Now);
            lengthOfFirst = new FileInfo(Name).Length;
            ledger.TryRecord(second, Key, Now);
        }

        var whole = File.ReadAllBytes(Name);
        for (var length = lengthOfFirst; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Name, whole[..(int)length]);
            using var cut = Open();
            var isNew = length == whole.Length;
            Assert.Equal(isNew ? 2 : 1, cut.Memory.LastSequence("dongzhai", Key));
            Assert.True(cut.Memory.HasOrder(first.OrderId));
            Assert.Equal(isNew, cut.Memory.HasOrder(second.OrderId));
            Assert.Equal(isNew, cut.Memory.IsStopped(first.Play.BroadcastId));
        }
    }

    [Fact]
    public void A_full_disk_is_told_and_nothing_is_remembered()
    {
        var disk = new FakeDisk();
        var order = Orders.Play(Now);
        using var ledger = Ledger.Open(_folder.Name, disk.Access, NullLogger<Ledger>.Instance);
        disk.Room = 7;

        Assert.False(ledger.TryRecord(order, Key, Now));
        Assert.Equal(0, ledger.Memory.LastSequence(order.Issuer, Key));

        disk.Room = null;
        Assert.True(ledger.TryRecord(order, Key, Now));
    }

    [Fact]
    public void It_stays_small_and_forgets_only_what_has_run_out()
    {
        var start = Now.AddDays(-100);
        Guid stopped;
        var disk = new FakeDisk { SyncsForShow = true };
        using (var ledger = Ledger.Open(_folder.Name, disk.Access, NullLogger<Ledger>.Instance))
        {
            stopped = Guid.NewGuid();
            var old = Orders.Play(start);
            ledger.TryRecord(Orders.Stop(start, 1, stopped), Key, start);
            for (var sequence = 2; sequence < 6000; sequence++)
            {
                ledger.TryRecord(old = Orders.Play(start, sequence), Key, start);
            }

            for (var sequence = 6000; sequence < 9000; sequence++)
            {
                ledger.TryRecord(Orders.Play(Now, sequence), Key, Now);
            }

            Assert.False(ledger.Memory.HasOrder(old.OrderId));
        }

        // Of each play order the order is remembered, and the broadcast.
        Assert.InRange(new FileInfo(Name).Length, 1, 900_000);
        using var reopened = Open();
        Assert.Equal(8999, reopened.Memory.LastSequence("dongzhai", Key));
        Assert.False(reopened.Memory.IsStopped(stopped));
    }

    [Fact]
    public void A_key_that_left_takes_its_numbers_with_it_for_good()
    {
        using (var ledger = Open())
        {
            ledger.TryRecord(Orders.Play(Now, sequence: long.MaxValue), AnotherKey, Now);
            ledger.TryRecord(Orders.Play(Now, sequence: 5), Key, Now);
            ledger.ForgetKeysBut(new HashSet<string> { Key });
            Assert.Equal((5, 0), (ledger.Memory.LastSequence("dongzhai", Key), ledger.Memory.LastSequence("dongzhai", AnotherKey)));
        }

        using var reopened = Open();
        Assert.Equal((5, 0), (reopened.Memory.LastSequence("dongzhai", Key), reopened.Memory.LastSequence("dongzhai", AnotherKey)));
    }

    [Fact]
    public void Another_controller_begins_anew_but_orders_and_stops_stay_known()
    {
        var play = Orders.Play(Now, sequence: 9);
        var stop = Orders.Stop(Now, 10, Guid.NewGuid());
        using (var ledger = Open())
        {
            ledger.Memory.Apply(new LedgerRecord { Issuer = "dongzhai", Sequence = 12 });
            ledger.TryRecord(play, Key, Now);
            ledger.TryRecord(stop, Key, Now);
            ledger.ForgetSequences();
        }

        using var reopened = Open();
        Assert.Equal(0, reopened.Memory.LastSequence("dongzhai", Key));
        Assert.True(reopened.Memory.HasOrder(play.OrderId));
        Assert.True(reopened.Memory.IsStopped(stop.Stop!.BroadcastId!.Value));
    }

    [Fact]
    public void Starts_count_through_a_restart_and_a_compaction()
    {
        using (var ledger = Open())
        {
            ledger.TryRecord(Orders.Play(Now, 1), Key, Now);
            ledger.TryRecord(Orders.Play(Now, 2), AnotherKey, Now.AddMinutes(1));
            ledger.ForgetKeysBut(new HashSet<string> { Key });
        }

        using var reopened = Open();
        Assert.Equal(2, reopened.Memory.PlaysAround(Now.AddMinutes(59)));
        Assert.Equal(1, reopened.Memory.PlaysAround(Now.AddMinutes(60)));
        Assert.Equal(0, reopened.Memory.PlaysAround(Now.AddMinutes(61)));
    }

    // As version 1.0 wrote it: flags, sequence, order, kept until, broadcast, kept until, issuer.
    [Fact]
    public void A_ledger_from_before_keys_were_noted_still_counts()
    {
        var order = Guid.NewGuid();
        var broadcast = Guid.NewGuid();
        byte[] record =
        [
            7, 0, 0, 0, 0, 0, 0, 4, 18, .. order.ToByteArray(bigEndian: true), 0, 0, 1, 0, 0, 0, 0, 0,
            .. broadcast.ToByteArray(bigEndian: true), 0, 0, 2, 0, 0, 0, 0, 0, .. "dongzhai"u8,
        ];
        using (var file = FramedFile.Open(Name, "cloudbroadcast orders 1", DiskAccess.Real, out _))
        {
            file.Append(record, durable: true);
        }

        using var ledger = Open();

        Assert.Equal((1042, 1042), (ledger.Memory.LastSequence("dongzhai", Key), ledger.Memory.LastSequence("dongzhai", AnotherKey)));
        Assert.True(ledger.Memory.HasOrder(order));
        Assert.True(ledger.Memory.IsStopped(broadcast));
    }

    [Fact]
    public void Each_record_reads_back_as_it_was_written() =>
        Gen.Select(Gen.String, Gen.Long, Gen.Guid, Gen.Guid, Gen.Int[0, 15]).Sample((issuer, sequence, order, broadcast, parts) =>
        {
            var record = new LedgerRecord
            {
                Issuer = issuer.EnumerateRunes().Any(rune => rune.Value == 0xFFFD) ? "dongzhai" : issuer,
                Sequence = sequence,
                OrderId = (parts & 1) == 0 ? order : null,
                OrderKeptUntil = Now,
                StoppedBroadcast = (parts & 2) == 0 ? broadcast : null,
                StopKeptUntil = Now,
                KeyId = (parts & 4) == 0 ? Key : null,
                PlayTakenAt = (parts & 8) == 0 ? Now : null,
            };

            Assert.True(LedgerRecord.TryRead(record.Write(), out var read));
            Assert.Equal(record, read);
        });

    private Ledger Open() => Ledger.Open(_folder.Name, DiskAccess.Real, NullLogger<Ledger>.Instance);
}
