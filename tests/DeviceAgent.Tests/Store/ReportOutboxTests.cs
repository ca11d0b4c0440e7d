using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Store;

public sealed class ReportOutboxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reports_wait_in_order_through_a_restart_until_they_are_removed()
    {
        Guid[] ids = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        using (var outbox = Open())
        {
            foreach (var id in ids)
            {
                outbox.Add(id, PlaybackStage.Received, id.ToByteArray());
            }

            outbox.Remove(ids[0]);
        }

        using var reopened = Open();
        Assert.Equal(ids[1..], Drain(reopened));
        Assert.False(reopened.TryPeek(out _, out _));
    }

    [Fact]
    public void A_full_outbox_gives_up_progress_first_and_keeps_outcomes()
    {
        using var outbox = Open();
        var outcome = Guid.NewGuid();
        outbox.Add(outcome, PlaybackStage.Finished, new byte[] { 1 });
        var oldest = Guid.NewGuid();
        outbox.Add(oldest, PlaybackStage.Received, new byte[] { 1 });
        for (var count = 2; count < ReportOutbox.Capacity; count++)
        {
            outbox.Add(Guid.NewGuid(), PlaybackStage.Refused, new byte[] { 1 });
        }

        outbox.Add(Guid.NewGuid(), PlaybackStage.Failed, new byte[] { 1 });
        outbox.Add(Guid.NewGuid(), PlaybackStage.Failed, new byte[] { 1 });

        Assert.Equal(ReportOutbox.Capacity, outbox.Count);
        var left = Drain(outbox);
        Assert.Equal(outcome, left[0]);
        Assert.DoesNotContain(oldest, left);
    }

    [Fact]
    public void A_full_disk_keeps_reports_in_memory()
    {
        var disk = new FakeDisk();
        using var outbox = ReportOutbox.Open(_folder.Name, disk.Access, NullLogger<ReportOutbox>.Instance);
        disk.Room = 5;
        var id = Guid.NewGuid();

        outbox.Add(id, PlaybackStage.Finished, new byte[] { 1, 2, 3 });

        Assert.Equal([id], Drain(outbox));
    }

    [Fact]
    public void Its_file_does_not_grow_with_what_was_sent()
    {
        using (var outbox = Open())
        {
            for (var count = 0; count < 200; count++)
            {
                var id = Guid.NewGuid();
                outbox.Add(id, PlaybackStage.Finished, new byte[20_000]);
                outbox.Remove(id);
            }
        }

        Assert.InRange(new FileInfo(_folder.File(ReportOutbox.FileName)).Length, 1, 1_100_000);
    }

    private static List<Guid> Drain(ReportOutbox outbox)
    {
        var ids = new List<Guid>();
        while (outbox.TryPeek(out var id, out _))
        {
            ids.Add(id);
            outbox.Remove(id);
        }

        return ids;
    }

    private ReportOutbox Open() => ReportOutbox.Open(_folder.Name, DiskAccess.Real, NullLogger<ReportOutbox>.Instance);
}
