using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator.Keys;

public sealed class KeyCommandTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task A_new_key_is_for_its_owner_alone_and_is_named_by_its_public_half()
    {
        Assert.Equal(ExitCode.Good, await _desk.RunAsync("", "new-key", "--out", _desk.PathOf("key")));
        var printed = _desk.Output;

        using var key = OperatorKeyFile.Read(_desk.PathOf("key"), null);
        Assert.Contains(key.KeyId, printed, StringComparison.Ordinal);
        using var keys = new TrustedKeys();
        Assert.Equal(key.KeyId, keys.AddPem(printed));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(_desk.PathOf("key")) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

        Assert.Equal(ExitCode.Good, await _desk.RunAsync("", "public", "--key", _desk.PathOf("key")));
        Assert.Equal(printed, _desk.Output);
    }

    [Fact]
    public async Task An_encrypted_key_opens_with_its_passphrase_alone()
    {
        var right = _desk.Write("right", "马蹄声碎\n");
        Assert.Equal(ExitCode.Good, await _desk.RunAsync("", "new-key", "--out", _desk.PathOf("key"), "--passphrase-file", right));
        var printed = _desk.Output;
        Assert.Contains("ENCRYPTED PRIVATE KEY", await File.ReadAllTextAsync(_desk.PathOf("key"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Assert.Equal(ExitCode.Good, await _desk.RunAsync("", "public", "--key", _desk.PathOf("key"), "--passphrase-file", right));
        Assert.Equal(printed, _desk.Output);
        Assert.Equal(ExitCode.Refused, await _desk.RunAsync("", "public", "--key", _desk.PathOf("key"), "--passphrase-file", _desk.Write("wrong", "喇叭声咽")));
        Assert.Contains("does not open", _desk.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, await _desk.RunAsync("", "public", "--key", _desk.PathOf("key")));
        Assert.Contains("--passphrase-file is missing", _desk.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_key_is_written_over_another_file()
    {
        var there = _desk.Write("there", "precious");
        Assert.Equal(ExitCode.Refused, await _desk.RunAsync("", "new-key", "--out", there));
        Assert.Equal("precious", await File.ReadAllTextAsync(there, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_key_that_others_may_read_is_not_used()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await _desk.RunAsync("", "new-key", "--out", _desk.PathOf("key"));
        File.SetUnixFileMode(_desk.PathOf("key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.Equal(ExitCode.Refused, await _desk.RunAsync("", "public", "--key", _desk.PathOf("key")));
        Assert.Contains("others may read", _desk.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("sing", "\"sing\"")]
    [InlineData("new-key", "--out is missing")]
    [InlineData("new-key --out", "--out has no value")]
    [InlineData("new-key --out a --out b", "twice")]
    [InlineData("new-key --path a", "\"--path\"")]
    [InlineData("public --key /no/such/file", "/no/such/file")]
    [InlineData("approve --url ftp://controller", "\"ftp://controller\"")]
    [InlineData("approve --url http://192.0.2.7:5080", "--allow-http")]
    public async Task Wrong_input_is_one_line_and_exit_code_two(string line, string says)
    {
        Assert.Equal(ExitCode.Refused, await _desk.RunAsync("", line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains(says, _desk.Errors, StringComparison.Ordinal);
        Assert.Single(_desk.Errors.TrimEnd('\n').Split('\n'));
        Assert.Empty(_desk.Output);
    }
}
