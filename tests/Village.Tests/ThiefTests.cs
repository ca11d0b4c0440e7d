using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;
using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>A gateway whose broker belongs to a thief: it gets what was signed, altered, repeated or signed by someone else.</summary>
public sealed class ThiefTests(SpokenAudio spoken) : IAsyncLifetime
{
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudbroadcast-thief-").FullName;
    private readonly FakeAuthority _authority = new();
    private readonly Reaper _reaper = new();
    private readonly Place _place = Place.All[0];
    private FakeController? _broker;
    private VillageGateway? _gateway;
    private OggOpusAudio _audio = OggOpusAudio.Empty;
    private TrustedKeys? _gatewayKeys;
    private long _sequence;

    public async ValueTask InitializeAsync()
    {
        _audio = await spoken.EncodeAsync();
        _broker = await FakeController.StartAsync(_authority);
        _gateway = new VillageGateway(_place, new TownSettings { Folder = _folder }, _reaper);
        _gatewayKeys = new TrustedKeys();
        _gatewayKeys.Add(_authority.WriteFiles(
            _gateway.Folder, _gateway.Id, _broker.Key, configure: limits => limits with { Area = _place.Code, Zones = [1, 2] }));
        _gateway.StartBridge();
        _gateway.StartAgent(_broker.Port);
        await StateAsync(state => state.ClockOffsetUs is not null && state.Amplifier.Connected);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _broker!.DisposeAsync();
        _reaper.Dispose();
        _gatewayKeys!.Dispose();
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_the_town_signed_sounds_and_its_repetition_does_not()
    {
        var order = NewOrder();
        var bytes = OrderCodec.Sign(order, _broker!.Key);
        await SendAsync(bytes, order, Bundles(order, _broker.Key));
        var finished = await ReportAsync(report => report.BroadcastId == order.Play!.BroadcastId && report.Stage is PlaybackStage.Finished or PlaybackStage.Failed or PlaybackStage.Interrupted);
        Assert.Equal(PlaybackStage.Finished, finished.Stage);
        Assert.True(finished.Evidence!.FramesPlayed > 0);
        var pins = await PinChangesAsync();
        Assert.True(pins > 1);

        await _broker.PublishAsync(Topics.GatewayOrders(_gateway!.Id), bytes);

        await RefusedAsync(1);
        Assert.Equal(pins, await PinChangesAsync());
    }

    [Theory]
    [InlineData("flipped bit")]
    [InlineData("wrong key")]
    [InlineData("expired")]
    [InlineData("old sequence")]
    [InlineData("another gateway")]
    public async Task An_order_that_is_not_as_the_town_signed_it_for_this_gateway_and_this_moment_makes_no_sound(string what)
    {
        using var stranger = SigningKey.Create();
        var key = what == "wrong key" ? stranger : _broker!.Key;
        var order = NewOrder();
        if (what == "old sequence")
        {
            // Made after it, and sent before it.
            var newer = NewOrder() with { Action = OrderAction.Stop, Play = null, Stop = new StopOrder { Scope = StopScope.Everything, Reason = "" } };
            await _broker!.PublishAsync(Topics.GatewayOrders(_gateway!.Id), OrderCodec.Sign(newer, key));
        }

        order = what switch
        {
            "expired" => order with
            {
                NotBefore = Now().AddMinutes(-10),
                Expires = Now().AddMilliseconds(-1),
                Play = order.Play! with { StartAt = Now().AddMilliseconds(-2) },
            },
            "another gateway" => order with { Targets = [new OrderTarget { Gateway = Place.All[1].GatewayId, Zones = [] }] },
            _ => order,
        };
        var bytes = OrderCodec.Sign(order, key);
        if (what == "flipped bit")
        {
            bytes[bytes.Length / 2] ^= 1;
        }

        await SendAsync(bytes, order, Bundles(order, key));

        await RefusedAsync(1);
        await UntilAfterAsync(order);
        await AssertSilentAsync();
    }

    [Theory]
    [InlineData("flipped bit")]
    [InlineData("wrong key")]
    [InlineData("moved in time")]
    public async Task Bundles_that_are_not_as_the_town_signed_them_make_no_sound(string what)
    {
        using var stranger = SigningKey.Create();
        var order = NewOrder();
        var bundles = Bundles(order, what == "wrong key" ? stranger : _broker!.Key, what == "moved in time" ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
        foreach (var bundle in bundles.Where(_ => what == "flipped bit"))
        {
            bundle[bundle.Length / 2] ^= 1;
        }

        await SendAsync(OrderCodec.Sign(order, _broker!.Key), order, bundles);

        await UntilAfterAsync(order);
        var state = await StateAsync(state => state.OnAir is null && state.RefusedBundles >= bundles.Count);
        Assert.Null(state.OnAir);
        await AssertSilentAsync(relaysMayMove: true);
    }

    private DateTimeOffset Now() => _broker!.Clock!();

    private Order NewOrder() => new()
    {
        Version = WireVersion.Current,
        OrderId = Guid.NewGuid(),
        Issuer = "dongzhai",
        Sequence = ++_sequence,
        Class = OrderClass.Ordinary,
        Targets = [new OrderTarget { Gateway = _place.GatewayId, Zones = [] }],
        NotBefore = Now().AddSeconds(-5),
        Expires = Now().AddMinutes(1),
        Action = OrderAction.Play,
        Play = new PlayOrder
        {
            BroadcastId = Guid.NewGuid(),
            StreamId = Guid.NewGuid(),
            Title = "每日普法",
            Priority = Priority.Scheduled,
            Live = false,
            StartAt = Now() + Lead,
            LongestPlayMs = 60_000,
            VolumePercent = 80,
            Items = [new PlayItem { Sha256 = new string('a', 64), Packets = _audio.Packets.Count, PreSkip = _audio.PreSkip, LengthSamples = _audio.LengthSamples }],
        },
    };

    private List<byte[]> Bundles(Order order, SigningKey key, TimeSpan shift = default)
    {
        var startUs = (order.Play!.StartAt + shift - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return _audio.Packets.Chunk(AudioBundle.ProgrammePackets).Select((packets, index) => new AudioBundle
        {
            StreamId = order.Play.StreamId,
            FirstPacket = (uint)(index * AudioBundle.ProgrammePackets),
            PresentationUs = startUs + index * AudioBundle.ProgrammePackets * Opus.PacketUs,
            Last = (index + 1) * AudioBundle.ProgrammePackets >= _audio.Packets.Count,
            Packets = packets,
        }.Sign(key)).ToList();
    }

    // The thief delivers a stream whether the gateway asked for it or not.
    private async Task SendAsync(byte[] orderBytes, Order order, IEnumerable<byte[]> bundles)
    {
        await _broker!.PublishAsync(Topics.GatewayOrders(_gateway!.Id), orderBytes);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        foreach (var bundle in bundles)
        {
            await _broker.PublishAsync(Topics.Stream(order.Play!.StreamId), bundle);
        }
    }

    private Task UntilAfterAsync(Order order)
    {
        var left = order.Play!.StartAt - Now();
        return Task.Delay(
            (left > TimeSpan.Zero ? left : TimeSpan.Zero) + TimeSpan.FromSeconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private Task RefusedAsync(long count) => StateAsync(state => state.RefusedOrders >= count);

    private async Task AssertSilentAsync(bool relaysMayMove = false)
    {
        Assert.All(Directory.GetFiles(_gateway!.RecordingsFolder, "*.wav"), file => Assert.All(WavFile.Read(file), sample => Assert.Equal(0, sample)));
        if (!relaysMayMove)
        {
            Assert.Equal(1, await PinChangesAsync());
        }
    }

    // The first line of the file is the state at power-on.
    private async Task<int> PinChangesAsync() => (await _gateway!.ReadPinsAsync(TestContext.Current.CancellationToken)).Count;

    private Task<GatewayState> StateAsync(Func<GatewayState, bool> condition) =>
        HeardAsync<GatewayState>(Topics.GatewayState(_gateway!.Id), DocumentKind.State, condition);

    private Task<PlaybackReport> ReportAsync(Func<PlaybackReport, bool> condition) =>
        HeardAsync<PlaybackReport>(Topics.GatewayReport(_gateway!.Id), DocumentKind.Report, condition);

    private Task<T> HeardAsync<T>(string topic, DocumentKind kind, Func<T, bool> condition)
        where T : class => _broker!.HeardAsync<T>((said, payload) =>
            said == topic && SignedDocument.TryOpen(kind, payload, _gatewayKeys!, out var json, out _, out _)
            && WireJson.TryRead<T>(json.Span, out var message, out _) && condition(message) ? message : null).WaitAsync(Limit);
}
