using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Backups;

public sealed class BackupTests : IDisposable
{
    private static readonly string[] Villages = ["620321104200", "620321104201", "620321104202"];
    private readonly string _folder = Directory.CreateTempSubdirectory("backup-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Sealed => Path.Combine(_folder, "town.backup");

    private string Passphrase => Path.Combine(_folder, "passphrase");

    [Fact]
    public async Task A_controller_whose_disk_died_is_replaced_without_a_visit_to_any_village()
    {
        var old = Directory.CreateDirectory(Path.Combine(_folder, "old")).FullName;
        var fresh = Path.Combine(_folder, "fresh");
        var gateways = new List<FakeGateway>();
        long sequence;
        int port;
        await using (var before = new CastTown(old))
        {
            foreach (var village in Villages)
            {
                gateways.Add(await FakeGateway.EnrolAsync(before.Host, "gw-" + village));
            }

            await BackUpAsync(old);

            // What happens after the backup is lost with the disk; the numbers must not come again.
            var (programme, _) = await before.AddProgrammeAsync(50);
            sequence = (await before.StartAsync(programme, Villages[0])).OrderSequence!.Value;
            port = before.Host.Get<Listening>().Mqtt.Port;
        }

        Directory.Delete(old, recursive: true);
        Assert.Equal(0, await BackupCommands.RestoreAsync(["--in", Sealed, "--passphrase-file", Passphrase, "--Storage:DataFolder", fresh]));

        await using var after = new CastTown(fresh);
        after.Host.Settings["Host:Mqtt"] = $"127.0.0.1:{port}";
        var (again, _) = await after.AddProgrammeAsync(100);
        foreach (var gateway in gateways)
        {
            gateway.MoveTo(after.Host);
            await gateway.ListenAsync();
        }

        await after.PostAsync("/api/broadcasts", new { programmeId = again.Id, areas = Villages, priority = "scheduled" });
        foreach (var gateway in gateways)
        {
            // Judged by the keys that each was given by the controller that is no more.
            var (_, document) = await gateway.NextAsync();
            using var pinned = ConfigurationCodec.KeysOf(gateway.Configuration);
            Assert.True(OrderCodec.TryOpen(document, pinned, out var order, out var problem), $"{problem}");
            Assert.True(order.Sequence > sequence);
            await gateway.DisposeAsync();
        }
    }

    [Fact]
    public async Task Signing_keys_authority_and_modes_come_back_as_they_were()
    {
        var (old, fresh) = (Path.Combine(_folder, "old"), Path.Combine(_folder, "fresh"));
        string[] ids;
        string root;
        await using (var before = new TownHost { KeptFolder = old })
        {
            before.Get<SigningKeys>().Introduce(SigningPurpose.Ordinary);
            ids = [.. before.Get<SigningKeys>().Configured().Select(key => PublicKeyId.Of(key.PublicKey))];
            root = before.Get<TownCertificateAuthority>().RootPem;
            await BackUpAsync(old);
        }

        Assert.Equal(0, await BackupCommands.RestoreAsync(["--in", Sealed, "--passphrase-file", Passphrase, "--Storage:DataFolder", fresh]));
        await using var after = new TownHost { KeptFolder = fresh };
        Assert.Equal(ids, after.Get<SigningKeys>().Configured().Select(key => PublicKeyId.Of(key.PublicKey)));
        Assert.Equal((root, RotationStep.Introducing), (after.Get<TownCertificateAuthority>().RootPem, after.Get<SigningKeys>().SetOf(SigningPurpose.Ordinary).Step));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(fresh, "keys", "ca.key")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Sealed));
        }
    }

    [Fact]
    public async Task A_folder_that_holds_something_is_left_alone()
    {
        var old = Path.Combine(_folder, "old");
        await using (var before = new TownHost { KeptFolder = old })
        {
            before.Start();
        }

        await BackUpAsync(old);
        Assert.Equal(2, await BackupCommands.RestoreAsync(["--in", Sealed, "--passphrase-file", Passphrase, "--Storage:DataFolder", old]));
        Assert.Equal(2, await BackupCommands.BackupAsync(["--out", Sealed, "--passphrase-file", Passphrase, "--Storage:DataFolder", old]));
    }

    [Fact]
    public void A_wrong_passphrase_a_flipped_byte_and_a_cut_file_are_refused_in_one_line()
    {
        byte[] content = [1, 2, 3, 4, 5];
        var file = SealedFile.Seal(content, "the right passphrase");
        Assert.True(SealedFile.TryOpen(file, "the right passphrase", out var opened, out _));
        Assert.Equal(content, opened);

        Assert.False(SealedFile.TryOpen(file, "a wrong passphrase", out _, out var wrong));
        Assert.Equal("The passphrase is wrong, or the file has been changed.", wrong);
        foreach (var at in new[] { 10, 30, 40, file.Length - 1 })
        {
            var flipped = file.ToArray();
            flipped[at] ^= 1;
            Assert.False(SealedFile.TryOpen(flipped, "the right passphrase", out _, out _));
        }

        Assert.False(SealedFile.TryOpen(file.AsSpan(0, 20), "the right passphrase", out _, out var cut));
        Assert.Equal("The file is no sealed backup.", cut);
        file[4] = 2;
        Assert.False(SealedFile.TryOpen(file, "the right passphrase", out _, out var version));
        Assert.Contains("reads version 1", version, StringComparison.Ordinal);
        file[4] = 1;
        file[5] = 0x7F; // iterations that would take hours
        Assert.False(SealedFile.TryOpen(file, "the right passphrase", out _, out _));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task BackUpAsync(string folder)
    {
        await File.WriteAllTextAsync(Passphrase, "correct horse battery staple\n", Stop);
        Assert.Equal(0, await BackupCommands.BackupAsync(["--out", Sealed, "--passphrase-file", Passphrase, "--Storage:DataFolder", folder]));
    }
}
