using System.Threading.Channels;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Maintenance;

public class MaintenanceDeskTests
{
    private readonly JournalFeed _journal = new();
    private readonly Channel<(int? Zone, string? Problem)> _reported = Channel.CreateUnbounded<(int? Zone, string? Problem)>();
    private bool _isOnAir;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MaintenanceTask.ChimeTest, true)]
    [InlineData(MaintenanceTask.RelayTest, true)]
    [InlineData(MaintenanceTask.SelfTest, true)]
    [InlineData(MaintenanceTask.LogLevel, false)]
    [InlineData(MaintenanceTask.CollectLogs, false)]
    [InlineData(MaintenanceTask.Restart, false)]
    public void What_needs_the_amplifier_is_busy_while_anything_is_on_air(MaintenanceTask task, bool isBusy)
    {
        using var desk = Desk([]);
        Assert.Null(desk.Judge(new MaintainOrder { Task = task }));
        _isOnAir = true;
        Assert.Equal(isBusy ? RefusalReason.Busy : null, desk.Judge(new MaintainOrder { Task = task }));
    }

    [Fact]
    public void More_than_eight_tasks_do_not_wait()
    {
        using var desk = Desk([]);
        for (var count = 0; count < 8; count++)
        {
            Assert.Null(desk.Judge(new MaintainOrder { Task = MaintenanceTask.LogLevel }));
            desk.Begin(Order(MaintenanceTask.LogLevel));
        }

        Assert.Equal(RefusalReason.Busy, desk.Judge(new MaintainOrder { Task = MaintenanceTask.LogLevel }));
    }

    [Fact]
    public async Task How_each_task_ended_stands_in_the_journal_and_is_reported()
    {
        using var desk = Desk(new()
        {
            [MaintenanceTask.RelayTest] = (order, _) => Task.FromResult(order.Zone == 3 ? "zone 3 reads open after it was switched on" : null),
        });
        desk.Begin(Order(MaintenanceTask.RelayTest, 3));
        desk.Begin(Order(MaintenanceTask.RelayTest, 0));
        desk.Begin(Order(MaintenanceTask.CollectLogs));
        await desk.StartAsync(Cancellation);

        Assert.Equal(
            ["relayTest zone 3: zone 3 reads open after it was switched on", "relayTest power: done", "collectLogs: this gateway does not support it"],
            [await NoteAsync(), await NoteAsync(), await NoteAsync()]);
        Assert.Equal(
            [(3, "zone 3 reads open after it was switched on"), (0, null), (null, "this gateway does not support it")],
            [await ReportedAsync(), await ReportedAsync(), await ReportedAsync()]);
        await desk.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_line_or_disk_that_fails_is_told_and_the_next_task_is_done()
    {
        using var desk = Desk(new()
        {
            [MaintenanceTask.CollectLogs] = (_, _) => throw new IOException("no room"),
            [MaintenanceTask.Restart] = (_, _) => Task.FromResult<string?>(null),
        });
        desk.Begin(Order(MaintenanceTask.CollectLogs));
        desk.Begin(Order(MaintenanceTask.Restart));
        await desk.StartAsync(Cancellation);

        Assert.Equal(["collectLogs: no room", "restart: done"], [await NoteAsync(), await NoteAsync()]);
        await desk.StopAsync(Cancellation);
    }

    [Fact]
    public async Task An_update_that_waits_for_its_package_holds_up_another_update_and_nothing_else()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var package = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var desk = Desk(new()
        {
            [MaintenanceTask.Update] = (_, _) =>
            {
                arrived.SetResult();
                return package.Task;
            },
            [MaintenanceTask.Restart] = (_, _) => Task.FromResult<string?>(null),
        });
        var update = new MaintainOrder { Task = MaintenanceTask.Update, Package = new AgentPackage { Sha256 = new string('a', 64), Bytes = 1, Version = "1.4.0" } };
        Assert.Null(desk.Judge(update));
        desk.Begin(Order(MaintenanceTask.Update) with { Maintain = update });
        await desk.StartAsync(Cancellation);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.Equal(RefusalReason.Busy, desk.Judge(update));
        desk.Begin(Order(MaintenanceTask.Restart));
        Assert.Equal("restart: done", await NoteAsync());
        package.SetResult("too old");
        Assert.Equal("update 1.4.0: too old", await NoteAsync());
        await desk.StopAsync(Cancellation);
    }

    [Theory]
    [InlineData(AgentLogLevel.Debug, LogLevel.Debug, true)]
    [InlineData(AgentLogLevel.Information, LogLevel.Debug, false)]
    [InlineData(AgentLogLevel.Warning, LogLevel.Information, false)]
    [InlineData(AgentLogLevel.Warning, LogLevel.Error, true)]
    public void The_log_level_is_switched(AgentLogLevel asked, LogLevel level, bool expected)
    {
        var levels = new LogLevelSwitch(LogLevel.Information);
        Assert.Equal((true, false), (levels.IsOn(LogLevel.Information), levels.IsOn(LogLevel.Debug)));
        levels.Set(asked);
        Assert.Equal(expected, levels.IsOn(level));
    }

    private MaintenanceDesk Desk(Dictionary<MaintenanceTask, MaintenanceWork> works) =>
        new(works, () => _isOnAir, _journal, (order, problem) => _reported.Writer.TryWrite((order.Maintain!.Zone, problem)), NullLogger<MaintenanceDesk>.Instance);

    private static Order Order(MaintenanceTask task, int? zone = null) => Orders.Maintain(DateTimeOffset.UnixEpoch, 1, task, zone);

    private async Task<(int? Zone, string? Problem)> ReportedAsync() =>
        await _reported.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

    private async Task<string?> NoteAsync()
    {
        var note = await _journal.Notes.ReadAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.Equal(JournalKind.Maintenance, note.Kind);
        return note.Detail;
    }
}
