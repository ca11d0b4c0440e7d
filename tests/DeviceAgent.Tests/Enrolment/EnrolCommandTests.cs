using System.Security.Cryptography;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Enrolment;

public sealed class EnrolCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeAuthority _authority = new();
    private readonly StringWriter _said = new();
    private readonly StringWriter _complained = new();
    private FakeEnroller _controller = null!;

    private string Identity => _folder.File("identity");

    private string Store => _folder.File("store");

    public async ValueTask InitializeAsync() => _controller = await FakeEnroller.StartAsync(_authority, _authority.Server());

    public async ValueTask DisposeAsync()
    {
        await _controller.DisposeAsync();
        _authority.Dispose();
        _folder.Dispose();
        await _said.DisposeAsync();
        await _complained.DisposeAsync();
    }

    [Fact]
    public async Task A_gateway_that_knew_nobody_knows_its_controller()
    {
        Assert.Equal(0, await EnrolAsync());

        Assert.Contains(Orders.Gateway, _said.ToString(), StringComparison.Ordinal);
        Assert.Equal(["ca.crt", "configuration.cose", "controller.json", "gateway.crt", "gateway.key"], Files());
        using var credentials = LinkCredentials.Load(Identity);
        Assert.Equal("CN=" + Orders.Gateway, credentials.Certificate.Subject);
        Assert.Equal(_authority.Root, credentials.Authorities[0].RawData);
        Assert.Equal(new ControllerAddress("localhost", 8883, _controller.Port), ControllerAddress.Of(new LinkOptions { Folder = Identity }));
        var installed = InstalledConfiguration.Load(Identity, DiskAccess.Real);
        Assert.Equal(Orders.Gateway, installed.Gateway);
        Assert.True(installed.Current.Keys.Knows(_controller.Key.KeyId));
        Assert.Equal(_controller.Code.Secret, Assert.Single(_controller.Requests).Secret);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Identity, "gateway.key")));
        }
    }

    [Fact]
    public async Task A_code_typed_in_small_letters_and_groups_is_taken()
    {
        var typed = _controller.Code.ToString().ToLowerInvariant().Split('-');

        Assert.Equal(0, await RunAsync([Address("localhost"), .. typed, "--folder", Identity, "--store", Store]));
    }

    [Fact]
    public async Task A_controller_that_is_not_the_one_of_the_code_hears_nothing()
    {
        using var stranger = new FakeAuthority("Another authority");
        _controller.AuthorityPem = stranger.RootPem;

        await AssertRefusedAsync("is not the one this code was made for");
        Assert.Empty(_controller.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>welcome to the hotel</html>")]
    public async Task What_is_no_controller_hears_nothing(string page)
    {
        _controller.AuthorityPem = page;

        await AssertRefusedAsync("is not the one this code was made for");
        Assert.Empty(_controller.Requests);
    }

    [Fact]
    public async Task Who_shows_the_right_authority_but_does_not_stand_on_it_hears_nothing()
    {
        using var stranger = new FakeAuthority();
        await using var thief = await FakeEnroller.StartAsync(stranger, stranger.Server());
        thief.AuthorityPem = _authority.RootPem;

        Assert.Equal(2, await RunAsync([$"https://localhost:{thief.Port}", $"{_controller.Code}", "--folder", Identity, "--store", Store]));

        AssertComplained("not of its authority");
        Assert.Empty(thief.Requests);
    }

    [Fact]
    public async Task A_controller_that_does_not_bear_the_name_that_was_typed_hears_nothing()
    {
        await using var elsewhere = await FakeEnroller.StartAsync(_authority, _authority.Server("somewhere.else", withAddress: false));

        Assert.Equal(2, await RunAsync([$"https://localhost:{elsewhere.Port}", $"{elsewhere.Code}", "--folder", Identity, "--store", Store]));

        AssertComplained("does not name 'localhost'");
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData(403, "used already or older than an hour")]
    [InlineData(429, "asked too often")]
    [InlineData(500, "status 500")]
    [InlineData(302, "status 302")]
    public async Task A_refusal_says_what_to_do(int status, string said)
    {
        _controller.Status = status;

        await AssertRefusedAsync(said);
    }

    [Fact]
    public async Task A_controller_that_nobody_reaches_is_named()
    {
        var port = _controller.Port;
        await _controller.DisposeAsync();

        await AssertRefusedAsync($"localhost:{port} can't be reached", port);
        _controller = await FakeEnroller.StartAsync(_authority, _authority.Server());
    }

    [Fact]
    public async Task A_certificate_for_another_key_is_not_taken()
    {
        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _controller.AnotherKey = another;

        await AssertRefusedAsync("another key");
    }

    [Theory]
    [InlineData("another gateway's certificate", "certificate is not one")]
    [InlineData("another authority", "certificate is not one")]
    [InlineData("another gateway's configuration", "is for 'gw-other'")]
    [InlineData("a key that is not in it", "not signed by a key")]
    [InlineData("an altered configuration", "not signed by a key")]
    [InlineData("no configuration", "configuration")]
    [InlineData("no port", "no port")]
    [InlineData("no certificate", "can't be read")]
    public async Task An_answer_that_does_not_fit_together_is_not_taken(string what, string said)
    {
        using var stranger = SigningKey.Create();
        using var authority = new FakeAuthority();
        using var key = ECDsa.Create();
        _controller.Change = answer => what switch
        {
            "another gateway's certificate" => answer with { Gateway = "gw-other", Configuration = Signed("gw-other") },
            "another authority" => answer with { Certificate = Reissued(authority) },
            "another gateway's configuration" => answer with { Configuration = Signed("gw-other") },
            "a key that is not in it" => answer with { Configuration = ConfigurationCodec.Sign(FakeAuthority.Configuration(Orders.Gateway, _controller.Key), stranger) },
            "an altered configuration" => answer with { Configuration = Altered(answer.Configuration) },
            "no configuration" => answer with { Configuration = new byte[] { 1, 2, 3 } },
            "no port" => answer with { MqttPort = 0 },
            _ => answer with { Certificate = "certificate" },
        };

        await AssertRefusedAsync(said);

        byte[] Signed(string gateway) => ConfigurationCodec.Sign(FakeAuthority.Configuration(gateway, _controller.Key), _controller.Key);
    }

    [Theory]
    [InlineData("http://localhost", "no address")]
    [InlineData("localhost:5001", "no address")]
    [InlineData("https://localhost/console", "no address")]
    public async Task An_address_that_is_none_is_refused_with_what_it_looks_like(string address, string said)
    {
        Assert.Equal(2, await RunAsync([address, $"{_controller.Code}", "--folder", Identity]));
        AssertComplained(said, "https://HOST");
    }

    [Theory]
    [InlineData("K7QF-2M9X")]
    [InlineData("K7QF-2M9X-0123-4567-89AB-CDEU")]
    public async Task A_code_that_is_none_is_refused_before_anybody_is_asked(string code)
    {
        Assert.Equal(2, await RunAsync([Address("localhost"), code, "--folder", Identity]));
        AssertComplained($"'{code}'", "six groups of four");
    }

    [Theory]
    [InlineData("--replaced")]
    [InlineData("--folder")]
    public async Task An_option_that_is_none_is_named(string option)
    {
        Assert.Equal(2, await RunAsync([Address("localhost"), $"{_controller.Code}", option]));
        AssertComplained($"'{option}'");
    }

    [Fact]
    public async Task An_identity_that_is_there_stays_unless_it_shall_give_way()
    {
        await EnrolAsync();
        var before = Contents();

        Assert.Equal(2, await EnrolAsync());
        AssertComplained("--replace");
        Assert.Equal(before, Contents());

        Assert.Equal(0, await EnrolAsync("--replace"));
        Assert.DoesNotContain(Contents(), file => file.StartsWith("gateway.key", StringComparison.Ordinal) && before.Contains(file));
    }

    [Fact]
    public async Task A_new_controller_finds_no_numbers_and_no_time_of_the_old_one()
    {
        using (var ledger = Ledger.Open(Store, DiskAccess.Real, NullLogger<Ledger>.Instance))
        {
            ledger.TryRecord(Orders.Play(DateTimeOffset.UnixEpoch, sequence: 1042), "0102030405060708", DateTimeOffset.UnixEpoch);
            ledger.Memory.Apply(new LedgerRecord { Issuer = "dongzhai", Sequence = 7 });
        }

        var floor = new TimeFloor(Store, DiskAccess.Real, NullLogger<TimeFloor>.Instance);
        floor.Write(DateTimeOffset.UnixEpoch);

        Assert.Equal(0, await EnrolAsync());
        Assert.NotNull(floor.Read());
        Assert.Equal(0, await EnrolAsync("--replace"));

        Assert.Null(floor.Read());
        using var after = Ledger.Open(Store, DiskAccess.Real, NullLogger<Ledger>.Instance);
        Assert.Equal(0, after.Memory.LastSequence("dongzhai", "0102030405060708"));
    }

    [Fact]
    public async Task While_the_agent_runs_nothing_is_replaced()
    {
        using var running = Ledger.Open(Store, DiskAccess.Real, NullLogger<Ledger>.Instance);

        await AssertRefusedAsync("stop the agent first");
        Assert.Empty(_controller.Requests);
    }

    [Fact]
    public async Task The_folders_come_from_the_agents_own_settings()
    {
        var settings = _folder.File("agent.json");
        await File.WriteAllTextAsync(
            settings, $$"""{ "Link": { "Folder": "{{Identity}}" }, "Store": { "Folder": "{{Store}}" } }""", TestContext.Current.CancellationToken);

        Assert.Equal(0, await RunAsync([Address("localhost"), $"{_controller.Code}", "--config", settings]));

        Assert.Contains("gateway.key", Files());
    }

    [Fact]
    public async Task A_power_cut_at_any_step_leaves_the_old_identity_or_the_new_one()
    {
        var revision = 1L;
        _controller.Configure = configuration => configuration with { Revision = revision };
        Assert.Equal(0, await EnrolAsync());
        var isWhole = false;
        for (var steps = 0; !isWhole; steps++)
        {
            var (before, after) = (Installed(), ++revision);

            isWhole = await Record.ExceptionAsync(() => RunAsync(Arguments("--replace"), new FakePowerCut(steps).Access)) is null;
            new IdentityFolder(Identity, DiskAccess.Real).Settle();

            Assert.Contains(Installed(), (long[])[before, after]);
            Assert.Equal(["ca.crt", "configuration.cose", "controller.json", "gateway.crt", "gateway.key"], Files());
            using var credentials = LinkCredentials.Load(Identity);
            Assert.Equal(credentials.Certificate.PublicKey.ExportSubjectPublicKeyInfo(), credentials.Key.PublicKey.ToArray());
            Assert.InRange(steps, 0, 60);
        }

        Assert.Equal(revision, Installed());
        Assert.InRange(revision, 12, 60);

        long Installed() => InstalledConfiguration.Load(Identity, DiskAccess.Real).Current.Configuration.Revision;
    }

    private string Address(string host, int? port = null) => $"https://{host}:{port ?? _controller.Port}";

    private string[] Arguments(params string[] more) =>
        [Address("localhost"), $"{_controller.Code}", "--folder", Identity, "--store", Store, .. more];

    private Task<int> EnrolAsync(params string[] more) => RunAsync(Arguments(more));

    private Task<int> RunAsync(string[] arguments, DiskAccess? disk = null) =>
        EnrolCommand.RunAsync(arguments, _said, _complained, disk ?? DiskAccess.Real);

    private async Task AssertRefusedAsync(string said, int? port = null)
    {
        Assert.Equal(2, await RunAsync([Address("localhost", port ?? _controller.Port), $"{_controller.Code}", "--folder", Identity, "--store", Store]));
        AssertComplained(said);
    }

    private void AssertComplained(params string[] said)
    {
        var line = Assert.Single(_complained.ToString().TrimEnd().Split('\n'));
        Assert.All(said, text => Assert.Contains(text, line, StringComparison.Ordinal));
        if (!File.Exists(Path.Combine(Identity, "gateway.key")))
        {
            Assert.Empty(Files());
        }
    }

    private string[] Files() => Directory.Exists(Identity)
        ? [.. Directory.EnumerateFileSystemEntries(Identity, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Identity, file)).Order(StringComparer.Ordinal)]
        : [];

    private string[] Contents() => [.. Files().Select(file => file + ": " + Convert.ToHexString(File.ReadAllBytes(Path.Combine(Identity, file))))];

    private static byte[] Altered(ReadOnlyMemory<byte> signed)
    {
        var bytes = signed.ToArray();
        bytes[^1] ^= 1;
        return bytes;
    }

    private string Reissued(FakeAuthority authority)
    {
        var request = System.Security.Cryptography.X509Certificates.CertificateRequest.LoadSigningRequestPem(
            _controller.Requests[^1].CertificateRequest, HashAlgorithmName.SHA256);
        using var key = request.PublicKey.GetECDsaPublicKey()!;
        return authority.Gateway(Orders.Gateway, key);
    }

    /// <summary>A disk whose power goes after so many steps: what comes then does not happen.</summary>
    private sealed class FakePowerCut(int steps)
    {
        private int _left = steps;

        public DiskAccess Access => new(
            (file, bytes, offset) =>
            {
                Step();
                RandomAccess.Write(file, bytes, offset);
            },
            _ => Step())
        {
            Move = (from, to) =>
            {
                Step();
                DiskAccess.Real.Move(from, to);
            },
        };

        private void Step()
        {
            if (_left-- <= 0)
            {
                throw new NotSupportedException("The power is gone.");
            }
        }
    }
}
