namespace CloudBroadcast.Packaging;

/// <summary>The trial of a new version, as <c>packaging/launch</c> holds it.</summary>
public sealed class LaunchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agent-launch-").FullName;

    public LaunchTests()
    {
        AddVersion("packaged", "packaged");
        AddVersion("program/a", "a");
        AddVersion("program/b", "b");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Without_an_update_the_packaged_version_starts() => Assert.Equal("packaged --x 1", await LaunchAsync());

    [Fact]
    public async Task A_version_on_trial_gets_three_starts_and_then_the_former_one_is_back()
    {
        PutOnTrial("b", former: "a");

        Assert.Equal(["b --x 1", "b --x 1", "b --x 1", "a --x 1", "a --x 1"], await LaunchAsync(5));
        Assert.Equal("b 2.0.0\n", Text("returned"));
        Assert.Equal(["a", "b", "current", "returned"], Names());
    }

    [Fact]
    public async Task One_that_says_that_it_is_not_healthy_is_taken_back_at_once()
    {
        PutOnTrial("a", former: null);
        Assert.Equal("a --x 1", await LaunchAsync());
        await File.WriteAllTextAsync(InProgram("failed"), "", TestContext.Current.CancellationToken);

        Assert.Equal(["packaged --x 1", "packaged --x 1"], await LaunchAsync(2));
        Assert.Equal("a 2.0.0\n", Text("returned"));
    }

    [Fact]
    public async Task One_that_was_healthy_stays()
    {
        PutOnTrial("b", former: "a");
        await LaunchAsync();
        File.Delete(InProgram("trial"));

        Assert.Equal(["b --x 1", "b --x 1", "b --x 1", "b --x 1"], await LaunchAsync(4));
        Assert.False(File.Exists(InProgram("returned")));
    }

    [Fact]
    public async Task A_trial_that_was_never_switched_to_is_void()
    {
        PutOnTrial("b", former: "a");
        File.Delete(InProgram("current"));
        File.CreateSymbolicLink(InProgram("current"), "a");

        Assert.Equal(["a --x 1", "a --x 1", "a --x 1", "a --x 1"], await LaunchAsync(4));
        Assert.False(File.Exists(InProgram("returned")));
    }

    [Fact]
    public async Task A_return_that_the_power_cut_is_finished_at_the_next_start()
    {
        PutOnTrial("b", former: "a");
        await File.WriteAllTextAsync(InProgram("tries"), "xxx", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(InProgram("returned"), "b 2.0.0\n", TestContext.Current.CancellationToken);
        await Shell.GoodAsync("mv", "-T", InProgram("former"), InProgram("current"));

        Assert.Equal("a --x 1", await LaunchAsync());
        Assert.Equal(["a", "b", "current", "returned"], Names());
    }

    private string InProgram(string name) => Path.Combine(_folder, "program", name);

    private string Text(string name) => File.ReadAllText(InProgram(name));

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(InProgram("")).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

    private void PutOnTrial(string slot, string? former)
    {
        File.CreateSymbolicLink(InProgram("current"), slot);
        if (former is not null)
        {
            File.CreateSymbolicLink(InProgram("former"), former);
        }

        File.WriteAllText(InProgram("trial"), $"{slot} 2.0.0\n");
    }

    private void AddVersion(string folder, string says)
    {
        var program = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName, "cloudbroadcast-agent");
        File.WriteAllText(program, $"#!/bin/sh\necho {says} \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private async Task<string[]> LaunchAsync(int times)
    {
        var said = new List<string>();
        for (var index = 0; index < times; index++)
        {
            said.Add(await LaunchAsync());
        }

        return [.. said];
    }

    private async Task<string> LaunchAsync()
    {
        var environment = new Dictionary<string, string>
        {
            ["AGENT_PROGRAM_FOLDER"] = InProgram(""),
            ["AGENT_PACKAGED_FOLDER"] = Path.Combine(_folder, "packaged"),
        };
        var (exitCode, output, errors) = await Shell.RunAsync(Shell.Packaging("launch"), environment, "--x", "1");
        Assert.Equal((0, ""), (exitCode, errors));
        return output.Trim();
    }
}
