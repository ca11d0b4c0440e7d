using CloudBroadcast.DeviceAgent.Link;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Store;

public sealed class LedgerTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

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
            Assert.True(ledger.TryRecord(play, Now));
            Assert.True(ledger.TryRecord(stop, Now));
        }

        using var reopened = Open();
        Assert.Equal(6, reopened.Memory.LastSequence("dongzhai"));
        Assert.Equal(0, reopened.Memory.LastSequence("another"));
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
            ledger.TryRecord(first, Now);
            lengthOfFirst = new FileInfo(Name).Length;
            ledger.TryRecord(second, Now);
        }

        var whole = File.ReadAllBytes(Name);
        for (var length = lengthOfFirst; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Name, whole[..(int)length]);
            using var cut = Open();
            var isNew = length == whole.Length;
            Assert.Equal(isNew ? 2 : 1, cut.Memory.LastSequence("dongzhai"));
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

        Assert.False(ledger.TryRecord(order, Now));
        Assert.Equal(0, ledger.Memory.LastSequence(order.Issuer));

        disk.Room = null;
        Assert.True(ledger.TryRecord(order, Now));
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
            ledger.TryRecord(Orders.Stop(start, 1, stopped), start);
            for (var sequence = 2; sequence < 6000; sequence++)
            {
                ledger.TryRecord(old = Orders.Play(start, sequence), start);
            }

            for (var sequence = 6000; sequence < 9000; sequence++)
            {
                ledger.TryRecord(Orders.Play(Now, sequence), Now);
            }

            Assert.False(ledger.Memory.HasOrder(old.OrderId));
        }

        Assert.InRange(new FileInfo(Name).Length, 1, 600_000);
        using var reopened = Open();
        Assert.Equal(8999, reopened.Memory.LastSequence("dongzhai"));
        Assert.False(reopened.Memory.IsStopped(stopped));
    }

    [Fact]
    public void Each_record_reads_back_as_it_was_written() =>
        Gen.Select(Gen.String, Gen.Long, Gen.Guid, Gen.Guid, Gen.Bool, Gen.Bool).Sample((issuer, sequence, order, broadcast, hasOrder, hasStop) =>
        {
            var record = new LedgerRecord
            {
                Issuer = issuer.EnumerateRunes().Any(rune => rune.Value == 0xFFFD) ? "dongzhai" : issuer,
                Sequence = sequence,
                OrderId = hasOrder ? order : null,
                OrderKeptUntil = Now,
                StoppedBroadcast = hasStop ? broadcast : null,
                StopKeptUntil = Now,
            };

            Assert.True(LedgerRecord.TryRead(record.Write(), out var read));
            Assert.Equal(record, read);
        });

    private Ledger Open() => Ledger.Open(_folder.Name, DiskAccess.Real, NullLogger<Ledger>.Instance);
}
