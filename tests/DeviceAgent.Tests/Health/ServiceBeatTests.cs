using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Health;

public sealed class ServiceBeatTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public ServiceBeatTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has systemd.");
        _systemd.Bind(new UnixDomainSocketEndPoint(Address));
    }

    private string Address => _folder.File("notify");

    public void Dispose()
    {
        _systemd.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_says_ready_then_beats_twice_in_the_watchdogs_time_then_says_that_it_stops()
    {
        var proofs = 0;
        using var beat = new ServiceBeat(new ServiceNotice(Address, TimeSpan.FromSeconds(30)), () => proofs++, _time);

        await beat.StartedAsync(TestContext.Current.CancellationToken);
        Assert.Equal("READY=1", await HeardAsync());
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("WATCHDOG=1", await HeardAsync());
        Assert.Equal(1, proofs);
        await beat.StoppingAsync(TestContext.Current.CancellationToken);

        Assert.Equal("STOPPING=1", await HeardAsync());
    }

    [Fact]
    public async Task One_that_cannot_prove_its_life_is_silent()
    {
        using var beat = new ServiceBeat(new ServiceNotice(Address, TimeSpan.FromSeconds(30)), () => throw new InvalidOperationException("stuck"), _time);
        await beat.StartedAsync(TestContext.Current.CancellationToken);
        await HeardAsync();

        _time.Advance(TimeSpan.FromMinutes(1));
        await beat.StoppingAsync(TestContext.Current.CancellationToken);

        Assert.Equal("STOPPING=1", await HeardAsync());
    }

    [Fact]
    public async Task An_address_without_a_file_is_found()
    {
        var name = "cloudbroadcast-" + Guid.NewGuid().ToString("N");
        using var hidden = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        hidden.Bind(new UnixDomainSocketEndPoint("\0" + name));

        new ServiceNotice("@" + name, null).Send(ServiceNotice.Ready);

        Assert.Equal("READY=1", await HeardAsync(hidden));
    }

    [Fact]
    public void Where_nobody_listens_nothing_happens()
    {
        new ServiceNotice(null, null).Send(ServiceNotice.Ready);
        new ServiceNotice(_folder.File("gone"), null).Send(ServiceNotice.Ready);

        Assert.Null(new ServiceNotice(null, Patience).Watchdog);
    }

    private Task<string> HeardAsync() => HeardAsync(_systemd);

    private static async Task<string> HeardAsync(Socket socket)
    {
        var buffer = new byte[256];
        using var patience = new CancellationTokenSource(Patience);
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, patience.Token));
    }
}
