using CloudBroadcast.DeviceAgent.Amplifiers.Boards;
using CloudBroadcast.DeviceAgent.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Terminal;

public sealed class LocalDoorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string SocketFile => _folder.File(LocalDoor.FileName);

    private LocalAgent Agent => new(_folder.Name, TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_asked_is_answered_and_only_the_owner_may_ask()
    {
        using var door = await OpenAsync((line, _) => Task.FromResult(Answer(line)));

        Assert.Equal(["test-relay 3"], (await Agent.AskAsync("test-relay 3", Cancellation))!.Lines);
        Assert.Equal(["status"], (await Agent.AskAsync("status", Cancellation))!.Lines);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SocketFile));
        }

        await door.StopAsync(Cancellation);
        Assert.False(File.Exists(SocketFile));
    }

    [Fact]
    public async Task Where_no_agent_runs_nobody_answers()
    {
        Assert.Null(await Agent.AskAsync("status", Cancellation));
        Assert.False(Agent.IsRunning);
    }

    [Fact]
    public async Task What_a_killed_agent_has_left_is_no_agent_and_in_nobodys_way()
    {
        using (var killed = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, default))
        {
            // A socket that is closed in order takes its file along; a kill does not.
            killed.Bind(LocalDoor.Of(_folder.Name)!);
            File.Move(SocketFile, _folder.File("left"));
        }

        File.Move(_folder.File("left"), SocketFile);

        Assert.True(File.Exists(SocketFile));
        Assert.Null(await Agent.AskAsync("status", Cancellation));
        using var door = await OpenAsync((line, _) => Task.FromResult(Answer(line)));
        Assert.NotNull(await Agent.AskAsync("status", Cancellation));
        await door.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Who_goes_away_ends_what_it_asked_for()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var door = await OpenAsync(async (line, left) =>
        {
            await using var registration = left.Register(ended.SetResult);
            began.SetResult();
            await ended.Task;
            return Answer(line);
        });
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var asking = Agent.AskAsync("test-sound", interrupt.Token);
        await began.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.False(ended.Task.IsCompleted);
        await interrupt.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await door.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_line_that_is_no_command_is_not_answered_and_harms_nobody()
    {
        using var door = await OpenAsync((line, _) => Task.FromResult(Answer(line)));
        using (var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, default))
        {
            await socket.ConnectAsync(LocalDoor.Of(_folder.Name)!, Cancellation);
            await socket.SendAsync(new byte[4096], Cancellation);
            Assert.Equal(0, await ReceivedAsync(socket));
        }

        Assert.NotNull(await Agent.AskAsync("status", Cancellation));
        await door.StopAsync(Cancellation);
    }

    [Fact]
    public void The_agents_place_is_taken_only_while_it_does_not_run()
    {
        using (Ledger.Open(_folder.Name, DiskAccess.Real, NullLogger<Ledger>.Instance))
        {
            Assert.True(Agent.IsRunning);
            Assert.Null(Agent.TakePlace());
        }

        using var place = Agent.TakePlace();
        Assert.NotNull(place);
        Assert.Throws<IOException>(() => Ledger.Open(_folder.Name, DiskAccess.Real, NullLogger<Ledger>.Instance));
    }

    private static DoorAnswer Answer(string line) => new() { ExitCode = ExitCode.Good, Lines = [line] };

    // An end in the middle of what was sent may come as a reset.
    private static async Task<int> ReceivedAsync(System.Net.Sockets.Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], Cancellation);
        }
        catch (System.Net.Sockets.SocketException)
        {
            return 0;
        }
    }

    private async Task<LocalDoor> OpenAsync(Func<string, CancellationToken, Task<DoorAnswer>> answer)
    {
        var door = new LocalDoor(_folder.Name, answer, TimeProvider.System, NullLogger<LocalDoor>.Instance);
        await door.StartAsync(Cancellation);
        await Eventually.TrueAsync(IsOpen, "the door did not open");
        return door;
    }

    // A file alone may be what a killed agent has left.
    private bool IsOpen()
    {
        using var visitor = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, default);
        try
        {
            visitor.Connect(LocalDoor.Of(_folder.Name)!);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
