namespace CloudBroadcast.Packaging;

public sealed class DebianPackageTests(BuiltPackage package) : IClassFixture<BuiltPackage>
{
    private const string Program = "usr/lib/cloudbroadcast-agent/cloudbroadcast-agent";

    [Fact]
    public async Task The_program_in_it_runs_and_says_the_packages_version()
    {
        var version = await Shell.GoodAsync("dpkg-deb", "-f", package.File, "Version");

        Assert.Equal(version, await Shell.GoodAsync(Path.Combine(package.Root, Program), "--version"));
    }

    [Theory]
    [InlineData("--Link:Controler=x", "Controler")]
    [InlineData("--Amplifier:WarmUp=5", "WarmUp")]
    [InlineData("--Amplifier:Zones=many", "many")]
    [InlineData("--Playback:Sink=gramophone", "gramophone")]
    public async Task The_program_in_it_names_an_unfit_setting_as_the_one_of_the_tests_does(string setting, string named)
    {
        var (exitCode, _, errors) = await Shell.RunAsync(Path.Combine(package.Root, Program), setting);

        Assert.Equal(2, exitCode);
        Assert.Contains(named, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_unit_starts_reads_the_default_configuration_and_asks_for_enrolment()
    {
        var unit = await File.ReadAllLinesAsync(Path.Combine(package.Root, "lib/systemd/system/cloudbroadcast-agent.service"), TestContext.Current.CancellationToken);
        var start = unit.Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal)).Split(' ');
        var configuration = start[^1];

        var (exitCode, _, errors) = await Shell.RunAsync(
            Path.Combine(package.Root, Program), [.. start[1..^1], package.Root + configuration, "--Link:Folder=/nowhere"]);

        Assert.Equal(["run", "--config", "/etc/cloudbroadcast-agent/agent.json"], start[1..]);

        Assert.Equal(2, exitCode);
        Assert.Contains("/nowhere/ca.crt: no such file; enrol this gateway", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_commands_work_in_native_code_too()
    {
        var folder = Directory.CreateTempSubdirectory("agent-commands-");
        string[] settings = [$"--Link:Folder={folder.FullName}", $"--Store:Folder={folder.FullName}", "--Playback:Sink=wav", $"--Playback:RecordingsFolder={folder.FullName}"];
        var program = Path.Combine(package.Root, Program);

        var (exitCode, said, errors) = await Shell.RunAsync(program, ["status", "--json", .. settings]);
        Assert.True(exitCode == 3, errors);
        Assert.Contains("\"service\": \"notRunning\"", said, StringComparison.Ordinal);
        Assert.Contains("three rising notes", await Shell.GoodAsync(program, ["test-sound", .. settings]), StringComparison.Ordinal);
        Assert.Contains("no relay board", (await Shell.RunAsync(program, ["test-relay", "1", .. settings])).Output, StringComparison.Ordinal);
        Assert.Contains("gateway.key: no such file", (await Shell.RunAsync(program, ["journal", .. settings])).Errors, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task All_that_is_wrong_with_its_settings_is_said_at_once()
    {
        var (exitCode, _, errors) = await Shell.RunAsync(
            Path.Combine(package.Root, Program), "run", "--Amplifier:Zone=3", "--Store:JournalKeep=0", "--Health:SelfTestAt=later", "--Playbak:Sink=wav");

        Assert.Equal((2, 4), (exitCode, errors.TrimEnd().Split('\n').Length));
    }

    [Fact]
    public async Task Files_belong_to_root_and_only_the_programs_may_run()
    {
        var files = (await Shell.GoodAsync("dpkg-deb", "-c", package.File)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToDictionary(part => part[5], part => (Mode: part[0], Owner: part[1]));

        Assert.All(files.Values, file => Assert.Equal("root/root", file.Owner));
        Assert.Equal("drwxr-x---", files["./etc/cloudbroadcast-agent/"].Mode);
        Assert.Equal("-rw-r-----", files["./etc/cloudbroadcast-agent/agent.json"].Mode);
        Assert.Equal(
            ["./usr/bin/cloudbroadcast-agent", "./" + Program, "./usr/lib/cloudbroadcast-agent/launch"],
            files.Where(file => file.Value.Mode.StartsWith('-') && file.Value.Mode.Contains('x', StringComparison.Ordinal)).Select(file => file.Key).Order());
    }

    [Fact]
    public async Task The_configuration_stays_the_technicians()
    {
        Assert.Equal("/etc/cloudbroadcast-agent/agent.json\n", await File.ReadAllTextAsync(
            Path.Combine(package.Control, "conffiles"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("postinst")]
    [InlineData("prerm")]
    [InlineData("postrm")]
    public async Task Each_maintainer_script_is_shell_that_stops_at_the_first_error(string name)
    {
        var script = Path.Combine(package.Control, name);

        await Shell.GoodAsync("sh", "-n", script);
        Assert.StartsWith("#!/bin/sh\nset -e\n", await File.ReadAllTextAsync(script, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_loads_at_run_time_is_among_what_it_depends_on()
    {
        var depends = await Shell.GoodAsync("dpkg-deb", "-f", package.File, "Depends");

        Assert.All(["adduser", "libasound2", "libopus0", "libssl3"], name => Assert.Contains(name, depends, StringComparison.Ordinal));
    }
}
