using System.Net;
using System.Net.Http.Headers;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Door;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBroadcast.Controller.Sealing;

/// <summary>The controller's disk dies, and nobody visits a village.</summary>
public sealed class DeadDiskTests : IDisposable
{
    private const string First = "gw-620321104200";
    private const string Second = "gw-620321104201";

    private readonly string _place = Directory.CreateTempSubdirectory("dead-disk-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Old => Path.Combine(_place, "old");

    private string New => Path.Combine(_place, "new");

    private string Backup => Path.Combine(_place, "town.sealed");

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public async Task Gateways_come_back_with_their_old_certificates_and_believe_the_next_order()
    {
        var (first, second, mqtt, last, authority) = await LiveAndDieAsync();
        Assert.Equal(0, await RestoreCommand.RunAsync(Arguments("in", New)));

        await using var town = new CastTown(New);
        town.Host.Settings["Host:Mqtt"] = mqtt;
        Assert.Equal(authority, town.Host.Get<TownCertificateAuthority>().RootPem);
        first.MoveTo(town.Host);
        second.MoveTo(town.Host);
        await first.ConnectAsync();
        await second.ConnectAsync();
        await first.SubscribeAsync(Topics.GatewayOrders(First));
        var (programme, _) = await town.AddProgrammeAsync(20);
        await town.StartAsync(programme, "620321104200");

        using var believed = ConfigurationCodec.KeysOf(first.Configuration);
        (string Topic, byte[] Payload) message;
        do
        {
            message = await first.NextAsync();
        }
        while (message.Topic != Topics.GatewayOrders(First));
        Assert.True(OrderCodec.TryOpen(message.Payload, believed, out var order, out var problem), $"{problem}");
        Assert.True(order.Sequence > last, $"{order.Sequence} does not follow {last}.");
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task People_and_machines_come_in_as_before_and_the_trail_begins_with_the_restore()
    {
        string password, token;
        await using (var old = new CastTown(Old))
        {
            password = await old.Host.AdministratorPasswordAsync();
            token = old.Host.TokenFor(Right.Read);
            Assert.Equal(0, await BackupCommand.RunAsync(Arguments("out", Old)));
            await using var trail = old.Host.OpenDatabase();
            Assert.Equal(Backup, (await trail.AuditEntries.SingleAsync(entry => entry.Action == "backup.make", Stop)).Subject);
        }

        Assert.Equal(0, await RestoreCommand.RunAsync(Arguments("in", New)));
        await using var town = new CastTown(New);
        using var machine = town.Host.Nobody;
        machine.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(HttpStatusCode.OK, (await machine.GetAsync(new Uri("/api/gateways", UriKind.Relative), Stop)).StatusCode);
        await using var scope = town.Host.Get<IServiceScopeFactory>().CreateAsyncScope();
        var keeper = scope.ServiceProvider.GetRequiredService<Doorkeeper>();
        Assert.NotNull(await keeper.CheckPasswordAsync(Doorkeeper.Login, "admin", password, Stop));
        await using var database = town.Host.OpenDatabase();
        Assert.Equal(("backup.restore", "command line"), await database.AuditEntries.OrderBy(entry => entry.Number).Select(entry => ValueTuple.Create(entry.Action, entry.Who)).FirstAsync(Stop));
    }

    [Fact]
    public async Task A_gateway_that_was_revoked_before_the_backup_stays_out()
    {
        await using (var old = new CastTown(Old))
        {
            await using var gateway = await old.ConnectAsync(First);
            (await old.PostAsync($"/api/gateways/{First}/revoke", new { reason = "被偷" })).EnsureSuccessStatusCode();
            Assert.Equal(0, await BackupCommand.RunAsync(Arguments("out", Old)));
            Assert.Equal(0, await RestoreCommand.RunAsync(Arguments("in", New)));
            await using var town = new CastTown(New);
            gateway.MoveTo(town.Host);
            await Assert.ThrowsAnyAsync<Exception>(() => gateway.ConnectAsync());
        }
    }

    [Fact]
    public async Task The_sealed_file_is_its_owners_alone_and_is_never_written_over()
    {
        await using var old = new CastTown(Old);
        old.Host.Get<SigningKeys>();
        Assert.Equal(0, await BackupCommand.RunAsync(Arguments("out", Old)));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Backup) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        var before = await File.ReadAllBytesAsync(Backup, Stop);
        Assert.Equal(2, await BackupCommand.RunAsync(Arguments("out", Old)));
        Assert.Equal(before, await File.ReadAllBytesAsync(Backup, Stop));
        Assert.Equal([Backup], Directory.GetFiles(_place, "town.sealed*"));
    }

    [Fact]
    public async Task Each_key_comes_back_as_it_was_and_for_its_owner_alone()
    {
        await using (var old = new CastTown(Old))
        {
            old.Host.Get<SigningKeys>();
            await FakeGateway.CodeAsync(old.Host, First);
            Assert.Equal(0, await BackupCommand.RunAsync(Arguments("out", Old)));
        }

        Assert.Equal(0, await RestoreCommand.RunAsync(Arguments("in", New)));

        var files = Directory.GetFiles(Path.Combine(Old, "keys"), "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith("ca.key", StringComparison.Ordinal));
        Assert.All(files, file =>
        {
            var restored = Path.Combine(New, Path.GetRelativePath(Old, file));
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(restored));
            Assert.True(OperatingSystem.IsWindows() || !restored.EndsWith(".key", StringComparison.Ordinal)
                || File.GetUnixFileMode(restored) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        });
    }

    [Theory]
    [InlineData("another passphrase")]
    [InlineData("a flipped byte")]
    [InlineData("a folder that is not empty")]
    [InlineData("no file")]
    [InlineData("no arguments")]
    [InlineData("a short passphrase")]
    public async Task Nothing_is_restored_with(string what)
    {
        await using (var old = new CastTown(Old))
        {
            old.Host.Get<SigningKeys>();
            Assert.Equal(0, await BackupCommand.RunAsync(Arguments("out", Old)));
        }

        var arguments = Arguments("in", New);
        switch (what)
        {
            case "another passphrase":
                await File.WriteAllTextAsync(Path.Combine(_place, "passphrase"), "something else entirely", Stop);
                break;
            case "a flipped byte":
                var bytes = await File.ReadAllBytesAsync(Backup, Stop);
                bytes[^1] ^= 1;
                await File.WriteAllBytesAsync(Backup, bytes, Stop);
                break;
            case "a folder that is not empty":
                Directory.CreateDirectory(New);
                await File.WriteAllTextAsync(Path.Combine(New, "precious"), "", Stop);
                break;
            case "no file":
                File.Delete(Backup);
                break;
            case "no arguments":
                arguments = ["--Storage:DataFolder", New];
                break;
            default:
                await File.WriteAllTextAsync(Path.Combine(_place, "passphrase"), "short", Stop);
                break;
        }

        Assert.Equal(2, await RestoreCommand.RunAsync(arguments));
        Assert.Equal(what == "a folder that is not empty" ? 1 : 0, Directory.Exists(New) ? Directory.GetFileSystemEntries(New).Length : 0);
    }

    [Fact]
    public async Task A_folder_on_which_no_controller_has_run_is_not_backed_up()
    {
        Assert.Equal(2, await BackupCommand.RunAsync(Arguments("out", New)));
        Assert.False(File.Exists(Backup));
        Assert.False(Directory.Exists(New));
    }

    // A town with two enrolled gateways and one order; a backup beside the running controller; then the disk is gone.
    private async Task<(FakeGateway First, FakeGateway Second, string Mqtt, long LastSequence, string Authority)> LiveAndDieAsync()
    {
        FakeGateway first, second;
        string mqtt, authority;
        long last;
        await using (var town = new CastTown(Old))
        {
            first = await town.ConnectAsync(First);
            second = await town.ConnectAsync(Second);
            Assert.Equal(0, await BackupCommand.RunAsync(Arguments("out", Old)));

            // After the backup: the restored counters do not know of it.
            var (programme, _) = await town.AddProgrammeAsync(20);
            await town.StartAsync(programme, "620321104200");
            last = (await town.NextOrderAsync(first)).Sequence;
            mqtt = town.Host.Get<Listening>().Mqtt.ToString();
            authority = town.Host.Get<TownCertificateAuthority>().RootPem;
        }

        Directory.Delete(Old, recursive: true);
        return (first, second, mqtt, last, authority);
    }

    private string[] Arguments(string argument, string folder)
    {
        var passphrase = Path.Combine(_place, "passphrase");
        if (!File.Exists(passphrase))
        {
            File.WriteAllText(passphrase, "东大河的水往北流，流到沙里就不见\n");
        }

        return ["--" + argument, Backup, "--passphrase-file", passphrase, "--Storage:DataFolder", folder];
    }
}
