using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;

namespace CloudBroadcast.Controller.Gateways;

public sealed class GatewayIntakeTests : IAsyncLifetime
{
    private const string Id = "gw-620321104200";
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly TownHost _town;

    public GatewayIntakeTests()
    {
        _town = new TownHost { Replace = services => services.AddSingleton<TimeProvider>(_time) };
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task A_clock_request_is_answered_with_the_controller_s_signed_time()
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ConnectAsync();
        await gateway.SubscribeAsync(Topics.ClockAnswer(Id));
        var nonce = Guid.NewGuid();

        await gateway.PublishAsync(Topics.ClockRequest(Id), WireJson.Write(new ClockRequest { Version = 1, Nonce = nonce }));

        var (topic, document) = await gateway.NextAsync();
        using var pinned = new TrustedKeys();
        pinned.Add(_town.Get<SigningKeys>().For(SigningPurpose.Ordinary).PublicKey);
        Assert.Equal(Topics.ClockAnswer(Id), topic);
        Assert.True(SignedDocument.TryOpen(DocumentKind.ClockAnswer, document, pinned, out var payload, out _, out _));
        Assert.True(WireJson.TryRead<ClockAnswer>(payload.Span, out var answer, out _));
        Assert.Equal(nonce, answer.Nonce);
        Assert.Equal(_time.GetUtcNow().UtcTicks / 10, answer.ReceivedAt.UtcTicks / 10);
        Assert.Equal(answer.ReceivedAt, answer.AnsweredAt);
    }

    [Fact]
    public async Task A_gateway_is_online_until_it_was_silent_for_ninety_seconds()
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ConnectAsync();
        Assert.False((await _town.GetAsync<GatewayView>($"/api/gateways/{Id}")).Online);

        await SendAsync(gateway, gateway.Sign(DocumentKind.State, WireJson.Write(gateway.State(1))), _ => true);
        var view = await _town.GetAsync<GatewayView>($"/api/gateways/{Id}");
        Assert.True(view.Online);
        Assert.Equal("wav", view.State?.Sound.Output);
        Assert.Equal(_time.GetUtcNow(), view.LastSeen);

        _time.Advance(TimeSpan.FromSeconds(89));
        Assert.True((await _town.GetAsync<GatewayView>($"/api/gateways/{Id}")).Online);

        await ChangedAsync(() => _time.Advance(TimeSpan.FromSeconds(1)));
        Assert.False((await _town.GetAsync<GatewayView>($"/api/gateways/{Id}")).Online);
        Assert.Equal(0, _town.Get<GatewayPresence>().OnlineCount);
    }

    [Theory]
    [InlineData("its session ends")]
    [InlineData("its line is cut")]
    [InlineData("its last will comes")]
    public async Task A_gateway_is_offline_at_once_when(string what)
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ConnectAsync();
        await SendAsync(gateway, gateway.Sign(DocumentKind.State, WireJson.Write(gateway.State(1))), _ => true);

        await ChangedAsync(() => what switch
        {
            "its session ends" => gateway.Client.DisconnectAsync(new MqttClientDisconnectOptions(), TestContext.Current.CancellationToken),
            "its line is cut" => _town.Get<Postman>().DisconnectAsync(Id),
            _ => gateway.PublishAsync(Topics.GatewayGone(Id), [], atLeastOnce: true),
        });

        var view = await _town.GetAsync<GatewayView>($"/api/gateways/{Id}");
        Assert.False(view.Online);
        Assert.Equal(_time.GetUtcNow(), view.LastSeen);
    }

    [Fact]
    public async Task A_gateway_that_left_is_online_again_with_its_next_state()
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ConnectAsync();
        await SendAsync(gateway, gateway.Sign(DocumentKind.State, WireJson.Write(gateway.State(1))), _ => true);
        await ChangedAsync(() => gateway.PublishAsync(Topics.GatewayGone(Id), [], atLeastOnce: true));

        await SendAsync(gateway, gateway.Sign(DocumentKind.State, WireJson.Write(gateway.State(2))), seen => seen.State.Sequence == 2);

        Assert.True(_town.Get<GatewayPresence>().IsOnline(Id));
    }

    [Theory]
    [InlineData("another gateway's key")]
    [InlineData("another gateway's name")]
    [InlineData("another kind of document")]
    [InlineData("a flipped bit")]
    [InlineData("an old sequence")]
    [InlineData("no document")]
    public async Task A_state_is_refused_that_has(string fault)
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ConnectAsync();
        await using var other = await FakeGateway.EnrolAsync(_town, "gw-620321104201");
        await SendAsync(gateway, gateway.Sign(DocumentKind.State, WireJson.Write(gateway.State(5))), _ => true);

        var good = WireJson.Write(gateway.State(6));
        byte[] document = fault switch
        {
            "another gateway's key" => other.Sign(DocumentKind.State, good),
            "another gateway's name" => gateway.Sign(DocumentKind.State, WireJson.Write(gateway.State(6, other.Id))),
            "another kind of document" => gateway.Sign(DocumentKind.Report, good),
            "a flipped bit" => Flipped(gateway.Sign(DocumentKind.State, good)),
            "an old sequence" => gateway.Sign(DocumentKind.State, WireJson.Write(gateway.State(5))),
            _ => [1, 2, 3],
        };
        await gateway.PublishAsync(Topics.GatewayState(Id), document);

        // The last one is good again and comes behind the faulty one.
        await SendAsync(gateway, gateway.Sign(DocumentKind.State, WireJson.Write(gateway.State(7))), seen => seen.State.Sequence != 5);
        Assert.Equal(7, _town.Get<GatewayPresence>().Find(Id)?.State.Sequence);
        Assert.Null(_town.Get<GatewayPresence>().Find(other.Id));
        Assert.Equal(1, _town.Get<GatewayPresence>().Refused);
    }

    private Task ChangedAsync(Action change) => ChangedAsync(() =>
    {
        change();
        return Task.CompletedTask;
    });

    private async Task ChangedAsync(Func<Task> change)
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _town.Get<GatewayPresence>().Changed += _ => changed.TrySetResult();
        await change();
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private async Task SendAsync(FakeGateway gateway, byte[] document, Func<GatewaySeen, bool> until)
    {
        var presence = _town.Get<GatewayPresence>();
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Action<string> take = id => _ = presence.Find(id) is { } seen && until(seen) && came.TrySetResult();
        presence.Changed += take;
        await gateway.PublishAsync(Topics.GatewayState(gateway.Id), document);
        await came.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        presence.Changed -= take;
    }

    private static byte[] Flipped(byte[] document)
    {
        document[^100] ^= 1;
        return document;
    }
}
