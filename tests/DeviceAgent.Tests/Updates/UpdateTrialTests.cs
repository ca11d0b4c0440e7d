using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Updates;

public sealed class UpdateTrialTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SigningKey _key = SigningKey.Create();
    private readonly FakeGatewayDisk _gateway;
    private readonly FakeTimeProvider _time = new();
    private readonly JournalFeed _journal = new();
    private readonly FaultBoard _faults;
    private readonly TaskCompletionSource _ended = new();
    private volatile int _asked;
    private volatile string? _missing = "the controller is not reached";

    public UpdateTrialTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has neither the launcher nor its links.");
        _gateway = new FakeGatewayDisk(_key);
        _faults = new FaultBoard(_journal, _time);
    }

    public void Dispose()
    {
        _gateway.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task A_version_that_becomes_healthy_in_time_stays()
    {
        await UpdateAsync();
        using var trial = Trial();
        await trial.StartAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(() => _asked >= 3);
        Assert.True(_gateway.Program.IsOnTrial);

        _missing = null;
        await AdvanceUntilAsync(() => trial.ExecuteTask!.IsCompleted);

        Assert.False(_gateway.Program.IsOnTrial);
        Assert.False(_ended.Task.IsCompleted);
        Assert.True(_journal.Notes.TryRead(out var note));
        Assert.Equal(JournalKind.Maintenance, note.Kind);
    }

    [Fact]
    public async Task One_that_is_not_healthy_after_two_minutes_ends_and_the_former_is_back_with_a_fault()
    {
        await UpdateAsync();
        using (var trial = Trial())
        {
            await trial.StartAsync(TestContext.Current.CancellationToken);
            Assert.Equal("1.1.0", await _gateway.StartAsync());
            await AdvanceUntilAsync(() => _ended.Task.IsCompleted);
            Assert.InRange(_asked, 2, 121);
        }

        Assert.Equal("1.0.0", await _gateway.StartAsync());
        using var after = Trial();
        await after.StartAsync(TestContext.Current.CancellationToken);
        await after.ExecuteTask!.WaitAsync(Patience, TestContext.Current.CancellationToken);

        var fault = Assert.Single(_faults.Standing);
        Assert.Equal((FaultCode.UpdateRolledBack, "version 1.1.0"), (fault.Code, fault.Detail));
    }

    [Fact]
    public async Task Without_a_trial_nothing_is_judged()
    {
        using var trial = Trial();

        await trial.StartAsync(TestContext.Current.CancellationToken);
        await trial.ExecuteTask!.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Empty(_faults.Standing);
        Assert.False(_ended.Task.IsCompleted);
    }

    // The trial makes its timer on a thread of its own, and seconds that go by before it has looked are one second to it.
    private async Task AdvanceUntilAsync(Func<bool> done)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!done())
        {
            var asked = _asked;
            _time.Advance(TimeSpan.FromSeconds(1));
            for (var waits = 0; waits < 50 && asked == _asked && !done(); waits++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, patience.Token);
            }
        }
    }

    private UpdateTrial Trial() => new(
        _gateway.Program, Missing, _ended.SetResult, _faults, _journal, _time, NullLogger<UpdateTrial>.Instance);

    private string? Missing()
    {
        _asked++;
        return _missing;
    }

    private async Task UpdateAsync()
    {
        var release = new FakeRelease("1.1.0", _key);
        Assert.Null(await _gateway.Updater(release.Bytes).UpdateAsync(release.Order, TestContext.Current.CancellationToken));
    }
}
