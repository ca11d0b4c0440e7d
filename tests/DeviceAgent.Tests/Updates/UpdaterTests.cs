using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Updates;

public sealed class UpdaterTests : IDisposable
{
    private readonly SigningKey _key = SigningKey.Create();

    public UpdaterTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has neither the launcher nor its links.");

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task A_newer_version_starts_next_and_stays_once_its_trial_has_ended()
    {
        using var gateway = new FakeGatewayDisk(_key);
        var release = new FakeRelease("1.1.0", _key);

        Assert.Null(await UpdateAsync(gateway, release.Bytes, release.Order));

        Assert.True(gateway.Program.IsOnTrial);
        Assert.Equal("1.1.0", await gateway.StartAsync());
        gateway.Program.EndTrial();
        Assert.Equal(["1.1.0", "1.1.0", "1.1.0", "1.1.0"], await StartAsync(gateway, 4));
        Assert.Null(gateway.Program.ReturnedVersion);
    }

    [Fact]
    public async Task The_next_update_takes_the_other_slot_and_its_way_back_leads_to_the_last_good_version()
    {
        using var gateway = new FakeGatewayDisk(_key);
        var good = new FakeRelease("1.1.0", _key);
        await UpdateAsync(gateway, good.Bytes, good.Order);
        gateway.Program.EndTrial();
        var bad = new FakeRelease("1.2.0", _key);
        await UpdateAsync(gateway, bad.Bytes, bad.Order);

        Assert.Equal("1.2.0", await gateway.StartAsync());
        gateway.Program.AskForReturn();

        Assert.Equal(["1.1.0", "1.1.0"], await StartAsync(gateway, 2));
        Assert.Equal("1.2.0", gateway.Program.ReturnedVersion);
    }

    [Fact]
    public async Task A_kill_at_any_step_leaves_the_old_version_or_the_new_one_whole()
    {
        var release = new FakeRelease("1.1.0", _key);
        var (olds, news, step) = (0, 0, 0);
        for (var killed = true; killed; step++)
        {
            using var gateway = new FakeGatewayDisk(_key, step);
            killed = await Record.ExceptionAsync(() => UpdateAsync(gateway, release.Bytes, release.Order)) is FakeGatewayDisk.KilledException;
            var first = await gateway.StartAsync();
            Assert.True(first is "1.0.0" or "1.1.0", first);
            (olds, news) = first == "1.0.0" ? (olds + 1, news) : (olds, news + 1);

            // Never healthy: it ends with the old version, whatever the kill left.
            Assert.Equal("1.0.0", (await StartAsync(gateway, 3))[^1]);
        }

        Assert.InRange(step, 8, 100);
        Assert.True(olds > 0 && news > 0, $"{olds} old, {news} new");
    }

    [Fact]
    public async Task After_a_kill_at_any_step_the_same_update_goes_through()
    {
        var release = new FakeRelease("1.1.0", _key);
        for (var step = 0; step < 8; step++)
        {
            using var gateway = new FakeGatewayDisk(_key, step);
            Assert.IsType<FakeGatewayDisk.KilledException>(await Record.ExceptionAsync(() => UpdateAsync(gateway, release.Bytes, release.Order)));
            await gateway.StartAsync();
            Assert.False(gateway.Program.IsOnTrial);

            var again = new Updater(
                new ProgramFolder(Path.GetDirectoryName(gateway.KeyFile)!, Store.DiskAccess.Real), gateway.KeyFile, "1.0.0",
                (_, path, cancellation) => File.WriteAllBytesAsync(path, release.Bytes, cancellation), Store.DiskAccess.Real);
            Assert.Null(await again.UpdateAsync(release.Order, TestContext.Current.CancellationToken));
            Assert.Equal("1.1.0", await gateway.StartAsync());
        }
    }

    [Fact]
    public async Task A_package_of_another_key_is_refused()
    {
        using var thief = SigningKey.Create();
        var forged = new FakeRelease("9.0.0", thief);

        await AssertRefusedAsync(forged.Bytes, forged.Order, "release key");
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("0.9.9")]
    [InlineData("newest")]
    public async Task A_version_that_is_not_newer_is_refused_before_anything_is_fetched(string version)
    {
        await AssertRefusedAsync([], new AgentPackage { Sha256 = new string('a', 64), Bytes = 1, Version = version }, "not newer than 1.0.0");
    }

    [Fact]
    public async Task An_older_package_under_a_newer_name_is_refused()
    {
        var older = new FakeRelease("0.9.0", _key);

        await AssertRefusedAsync(older.Bytes, FakeRelease.OrderOf(older.Bytes, "1.5.0"), "It is version 0.9.0");
    }

    [Fact]
    public async Task Another_architectures_package_is_refused()
    {
        var foreign = new FakeRelease("1.1.0", _key, architecture: "riscv64");

        await AssertRefusedAsync(foreign.Bytes, foreign.Order, "riscv64");
    }

    [Fact]
    public async Task Another_file_than_the_named_one_is_refused()
    {
        var release = new FakeRelease("1.1.0", _key);

        await AssertRefusedAsync([.. release.Bytes, 0], release.Order, "not the one that was named");
    }

    [Fact]
    public async Task A_program_that_is_not_the_signed_one_is_refused()
    {
        var altered = new FakeRelease("1.1.0", _key, alter: bytes => [.. bytes[..^1], (byte)'!']);
        var longer = new FakeRelease("1.1.0", _key, alter: bytes => [.. bytes, (byte)'!']);
        var shorter = new FakeRelease("1.1.0", _key, alter: bytes => bytes[..1]);

        foreach (var release in new[] { altered, longer, shorter })
        {
            await AssertRefusedAsync(release.Bytes, release.Order, "not what was released");
        }
    }

    [Fact]
    public async Task Any_byte_altered_is_refused()
    {
        var release = new FakeRelease("1.1.0", _key);
        using var gateway = new FakeGatewayDisk(_key);
        for (var at = 0; at < release.Bytes.Length - 8; at += 7)
        {
            byte[] altered = [.. release.Bytes];
            altered[at] ^= 0x55;

            // Bytes 4 to 9 of gzip's header say when and where it was packed; nothing reads them.
            var problem = await UpdateAsync(gateway, altered, FakeRelease.OrderOf(altered, "1.1.0"));
            Assert.True(problem is not null || IsGzipNote(release.Bytes, at), $"byte {at} altered");
            if (problem is null)
            {
                gateway.Program.EndTrial();
            }
        }
    }

    [Fact]
    public async Task Without_a_release_key_no_update_is_taken()
    {
        using var gateway = new FakeGatewayDisk(_key);
        File.Delete(gateway.KeyFile);
        var release = new FakeRelease("1.1.0", _key);

        Assert.Contains("release.pub: no such file", await UpdateAsync(gateway, release.Bytes, release.Order), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_version_is_on_trial_no_other_is_taken()
    {
        using var gateway = new FakeGatewayDisk(_key);
        var release = new FakeRelease("1.1.0", _key);
        await UpdateAsync(gateway, release.Bytes, release.Order);

        Assert.Contains("on trial", await UpdateAsync(gateway, release.Bytes, release.Order), StringComparison.Ordinal);
    }

    private static bool IsGzipNote(byte[] package, int at)
    {
        var begin = package.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x1f, 0x8b, 8]);
        return at >= begin + 4 && at < begin + 10;
    }

    private async Task AssertRefusedAsync(byte[] arriving, AgentPackage order, string named)
    {
        using var gateway = new FakeGatewayDisk(_key);

        Assert.Contains(named, await UpdateAsync(gateway, arriving, order), StringComparison.Ordinal);
        Assert.Equal("1.0.0", await gateway.StartAsync());
        Assert.False(File.Exists(gateway.Program.FetchedPackage));
    }

    private static Task<string?> UpdateAsync(FakeGatewayDisk gateway, byte[] arriving, AgentPackage order) =>
        gateway.Updater(arriving).UpdateAsync(order, TestContext.Current.CancellationToken);

    private static async Task<string[]> StartAsync(FakeGatewayDisk gateway, int times)
    {
        var said = new List<string>();
        for (var index = 0; index < times; index++)
        {
            said.Add(await gateway.StartAsync());
        }

        return [.. said];
    }
}
