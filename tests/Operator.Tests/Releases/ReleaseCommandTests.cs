using System.Security.Cryptography;
using CloudBroadcast.Operator.Keys;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator.Releases;

public sealed class ReleaseCommandTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task A_folder_becomes_a_package_that_the_public_key_opens()
    {
        await PrepareAsync("#!/bin/sh\n");

        Assert.Equal(ExitCode.Good, await ReleaseAsync("--version", "1.2.0", "--arch", "amd64"));

        var bytes = await File.ReadAllBytesAsync(_desk.PathOf("package"), TestContext.Current.CancellationToken);
        Assert.Equal($"{Convert.ToHexStringLower(SHA256.HashData(bytes))} {bytes.Length} 1.2.0", _desk.Output.Trim());
        using var key = OperatorKeyFile.Read(_desk.PathOf("key"), null);
        using var keys = new TrustedKeys();
        keys.Add(key.PublicKey);
        using var package = new MemoryStream(bytes);
        Assert.True(ReleasePackage.TryOpen(package, keys, out var release, out var problem), problem);
        Assert.Equal(("1.2.0", "amd64"), (release.ReleaseVersion, release.Architecture));
        using var files = new StreamReader(ReleasePackage.Files(package));
        Assert.Equal("#!/bin/sh\n", await files.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("newest", "amd64", "'newest'")]
    [InlineData("1.2.0", "i386", "\"i386\". Allowed: amd64, arm64.")]
    public async Task What_no_gateway_would_take_is_not_made(string version, string architecture, string named)
    {
        await PrepareAsync("#!/bin/sh\n");

        Assert.Equal(ExitCode.Refused, await ReleaseAsync("--version", version, "--arch", architecture));

        Assert.Contains(named, _desk.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_desk.PathOf("package")));
    }

    private async Task PrepareAsync(string program)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no mode that says what may run.");
        Directory.CreateDirectory(_desk.PathOf("program"));
        var path = _desk.Write("program/" + Release.AgentName, program);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Assert.Equal(ExitCode.Good, await _desk.RunAsync("", "new-key", "--out", _desk.PathOf("key")));
    }

    private Task<int> ReleaseAsync(params string[] more) => _desk.RunAsync(
        "", ["release", "--program", _desk.PathOf("program"), "--key", _desk.PathOf("key"), "--out", _desk.PathOf("package"), .. more]);
}
