using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Terminal;

public sealed class JournalCommandTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _said = new();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly Journal _journal;
    private readonly SigningKey _key;

    public JournalCommandTests()
    {
        using var authority = new FakeAuthority();
        using var controller = SigningKey.Create();
        authority.WriteFiles(_folder.Name, Orders.Gateway, controller);
        _key = SigningKey.FromPem(File.ReadAllText(_folder.File("gateway.key")));
        _journal = Open(_key);
    }

    private string[] Lines => _said.ToString().TrimEnd().Split(Environment.NewLine);

    public void Dispose()
    {
        _journal.Dispose();
        _key.Dispose();
        _said.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Beside_a_running_agent_it_is_printed_and_found_whole()
    {
        Add(_journal, 3);

        Assert.Equal(ExitCode.Good, await RunAsync());

        Assert.Equal(4, Lines.Length);
        Assert.StartsWith("1 2026-11-24T07:00:00.000Z Attested Document note 0", Lines[0].Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.StartsWith("chain whole: 3 entries, 1 to 3", Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_is_asked_for_is_printed_but_the_whole_chain_is_followed()
    {
        Add(_journal, 2, Now.AddDays(-3));
        Add(_journal, 1, Now.AddHours(-1));

        Assert.Equal(ExitCode.Good, await RunAsync("--since", "2h"));

        Assert.Equal(2, Lines.Length);
        Assert.StartsWith("chain whole: 3 entries", Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_of_another_key_breaks_the_chain_where_it_stands()
    {
        Add(_journal, 2);
        _journal.Dispose();
        using var forger = SigningKey.Create();
        using (var forged = Open(forger))
        {
            Add(forged, 1);
        }

        Assert.Equal(ExitCode.Failed, await RunAsync());

        Assert.Equal($"chain broken at entry 3: the key {forger.KeyId}, which is not this gateway's, signed it", Lines[^1]);
        Assert.StartsWith("! the key", Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edited_byte_breaks_the_chain()
    {
        Add(_journal, 3);
        var segment = JournalSegment.In(JournalFiles.Find(_folder.File(Journal.FolderName))!)[^1].Path;
        var bytes = await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await using (var file = new FileStream(segment, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            await file.WriteAsync(bytes, TestContext.Current.CancellationToken);
        }

        Assert.Equal(ExitCode.Failed, await RunAsync());

        Assert.StartsWith("chain broken", Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Followed_it_prints_what_is_added_once()
    {
        Add(_journal, 2);
        using var ended = new CancellationTokenSource();
        var following = JournalCommand.RunAsync(Arguments("--follow"), _said, _time, ended.Token);
        Add(_journal, 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        await ended.CancelAsync();

        Assert.Equal(ExitCode.Good, await following);
        Assert.Equal(["1", "2", "chain", "3"], Lines.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task A_gateway_that_never_ran_has_an_empty_one()
    {
        Assert.Equal(ExitCode.Good, await RunAsync());
        Assert.StartsWith("chain whole: there is no entry", Assert.Single(Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("90m", "2026-11-24T05:30:00Z")]
    [InlineData("1.5h", "2026-11-24T05:30:00Z")]
    [InlineData("3d", "2026-11-21T07:00:00Z")]
    [InlineData("2026-11-20T08:00", "2026-11-20T00:00:00Z")]
    [InlineData("2026-11-20", "2026-11-19T16:00:00Z")]
    [InlineData("2026-11-20T08:00Z", "2026-11-20T08:00:00Z")]
    [InlineData("2026-11-20T08:00+08:00", "2026-11-20T00:00:00Z")]
    public void Since_is_an_instant_a_wall_time_or_how_long_ago(string text, string expected)
    {
        _time.SetLocalTimeZone(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), JournalCommand.SinceOf(text, _time));
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("3w")]
    [InlineData("-3d")]
    public void Another_since_is_named(string text) =>
        Assert.Contains($"--since is '{text}'", Assert.Throws<FormatException>(() => JournalCommand.SinceOf(text, _time)).Message, StringComparison.Ordinal);

    private string[] Arguments(params string[] more) => [.. more, $"--Link:Folder={_folder.Name}", $"--Store:Folder={_folder.Name}"];

    private Task<int> RunAsync(params string[] more) => JournalCommand.RunAsync(Arguments(more), _said, _time, TestContext.Current.CancellationToken);

    private Journal Open(SigningKey key)
    {
        var journal = new Journal(new StoreOptions { Folder = _folder.Name }, Orders.Gateway, key, DiskAccess.Real, NullLogger<Journal>.Instance);
        Assert.True(journal.Open());
        return journal;
    }

    private static void Add(Journal journal, int count, DateTimeOffset? at = null)
    {
        for (var added = 0; added < count; added++)
        {
            journal.Append(new JournalNote(JournalKind.Document) { Detail = $"note {added}" }, at ?? Now, TimeStanding.Attested);
        }

        journal.Sync();
    }
}
