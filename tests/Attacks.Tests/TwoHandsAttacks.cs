using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CloudBroadcast.Controller.Gateways.Approvals;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Attacks;

/// <summary>Somebody who owns the controller with all its keys, where the village asks for a second hand; and a person who wants to be two.</summary>
public sealed class TwoHandsAttacks(Siege siege) : IClassFixture<Siege>, IAsyncLifetime
{
    private static readonly SigningKey Operator = SigningKey.Create();

    private readonly Forgeries _forgeries = new(siege);

    private static string Orders => Topics.GatewayOrders(Siege.Village.GatewayId);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (siege.Installed()!.EmergencyNeedsApproval)
        {
            return;
        }

        // The limits first: once a gateway knows an operator, they change with his signature alone.
        using var answer = await siege.Http.PatchAsJsonAsync(
            $"/api/gateways/{Siege.Village.GatewayId}", new { limits = new { curfew = "none", startsPerHour = 3600, emergencyNeedsApproval = true } }, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        var desk = siege.Town.Get<OperatorKeyDesk>();
        await desk.RegisterAsync("值班员 李四", Operator.PublicKey.ToArray(), "li", Stop);
        Assert.Equal(OperatorKeyResult.Done, await desk.ConfirmAsync(Operator.KeyId, "wang", Stop));
        await siege.StateAsync(state => siege.Installed() is { EmergencyNeedsApproval: true } installed && state.ConfigurationRevision == installed.Revision);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("with the emergency key alone")]
    [InlineData("approved by the emergency key")]
    [InlineData("approved by the ordinary key under the operator's name")]
    [InlineData("approved by a stranger")]
    [InlineData("with the approval of another alert")]
    [InlineData("approved, but not bound to its sound")]
    public async Task Alert_of_a_controller_with_all_its_own_keys(string how)
    {
        using var stranger = SigningKey.Create();
        var order = Bound(_forgeries.Alert());
        var signed = OrderCodec.Sign(order, _forgeries.Emergency);
        var payload = Approval.PayloadOf(signed);
        var bytes = how switch
        {
            "with the emergency key alone" => signed,
            "approved by the emergency key" => Approval.Add(DocumentKind.Order, signed, _forgeries.Emergency),
            "approved by the ordinary key under the operator's name" => Approval.Attach(
                signed, Operator.KeyId, _forgeries.Ordinary.Sign(Approval.ToBeSigned(DocumentKind.Order, payload.Span, Operator.KeyId))),
            "approved by a stranger" => Approval.Add(DocumentKind.Order, signed, stranger),
            "with the approval of another alert" => Approval.Attach(
                signed, Operator.KeyId,
                Operator.Sign(Approval.ToBeSigned(DocumentKind.Order, Approval.PayloadOf(OrderCodec.Sign(Bound(_forgeries.Alert()), _forgeries.Emergency)).Span, Operator.KeyId))),
            _ => Approval.Add(DocumentKind.Order, OrderCodec.Sign(_forgeries.Alert(), _forgeries.Emergency), Operator),
        };
        await siege.BeginWatchAsync();
        var before = Siege.Refused(siege.Seen(), RefusalReason.Approval);

        await siege.InsideAsync(Orders, bytes);
        await SendAsync(order, _forgeries.Emergency);

        await siege.StateAsync(state => Siege.Refused(state, RefusalReason.Approval) > before);
        await UntilAfterAsync(order);
        await siege.AssertSilentAsync();
    }

    [Fact]
    public async Task Other_sound_under_an_approved_alert()
    {
        var order = Bound(_forgeries.Alert());
        await siege.BeginWatchAsync();
        var before = siege.Seen()!.RefusedBundles;

        await siege.InsideAsync(Orders, Approval.Add(DocumentKind.Order, OrderCodec.Sign(order, _forgeries.Emergency), Operator));
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Stop);
        var swapped = Forgeries.Bundles(order.Play!).Select(bundle => new AudioBundle
        {
            StreamId = bundle.StreamId,
            FirstPacket = bundle.FirstPacket,
            PresentationUs = bundle.PresentationUs,
            Last = bundle.Last,
            Packets = [.. bundle.Packets.Select(packet => (ReadOnlyMemory<byte>)new byte[] { 0xF8, 0x00, 0x01 })],
        }).ToList();
        foreach (var bundle in swapped)
        {
            await siege.InsideAsync(Topics.Stream(order.Play!.StreamId), bundle.Sign(_forgeries.Emergency));
        }

        await siege.StateAsync(state => state.RefusedBundles >= before + swapped.Count);
        await UntilAfterAsync(order);
        await siege.StateAsync(state => state.OnAir is null);
        await siege.AssertSilentAsync(relaysMayMove: true);
    }

    [Theory]
    [InlineData("switches the second hand off")]
    [InlineData("puts its own operator in")]
    public async Task Configuration_of_a_controller_with_all_its_own_keys(string what)
    {
        using var stranger = SigningKey.Create();
        var installed = siege.Installed()!;
        var next = installed with
        {
            Revision = installed.Revision + 100,
            EmergencyNeedsApproval = what != "switches the second hand off",
            Operators = what == "puts its own operator in" ? [new ConfiguredOperator { Name = "x", PublicKey = stranger.PublicKey }] : installed.Operators,
        };
        var topic = Topics.GatewayConfiguration(Siege.Village.GatewayId);
        var signed = ConfigurationCodec.Sign(next, _forgeries.Ordinary);
        var before = Siege.Refused(siege.Seen(), RefusalReason.Approval);

        await siege.InsideAsync(topic, signed);
        await siege.InsideAsync(topic, Approval.Add(DocumentKind.Configuration, signed, stranger));

        var state = await siege.StateAsync(state => Siege.Refused(state, RefusalReason.Approval) >= before + 2);
        Assert.Equal(installed.Revision, state.ConfigurationRevision);
    }

    [Fact]
    public async Task One_person_approving_alone()
    {
        using var own = SigningKey.Create();
        using var person = await People.LoginAsync(siege.Town, Role.DutyOfficer, Role.Administrator);
        person.DefaultRequestHeaders.Add("X-CSRF", "1");
        using var registered = await person.PostAsJsonAsync(
            "/api/operator-keys", new { name = "一个人", publicKey = Convert.ToBase64String(own.PublicKey.Span) }, Stop);
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);

        using var confirmed = await person.PostAsync(new Uri($"/api/operator-keys/{own.KeyId}/confirm", UriKind.Relative), null, Stop);

        Assert.False(confirmed.IsSuccessStatusCode);
        var key = Assert.Single(await siege.Town.Get<OperatorKeyDesk>().ListAsync(Stop), each => each.KeyId == own.KeyId);
        Assert.Null(key.ConfirmedAt);
        Assert.DoesNotContain(siege.Installed()!.Operators, each => each.PublicKey.Span.SequenceEqual(own.PublicKey.Span));
    }

    [Fact]
    public async Task With_both_hands_the_alert_sounds()
    {
        await siege.BeginWatchAsync();
        using var sent = await siege.Http.PostAsJsonAsync(
            "/api/broadcasts/emergency", new { programmeId = siege.Programme, areas = new[] { Siege.Village.Code }, priority = "redAlert" }, Stop);
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync(Stop));
        var id = (string)(await sent.Content.ReadFromJsonAsync<JsonObject>(Stop))!["id"]!;
        using var composed = await siege.Http.PostAsync(new Uri($"/api/approvals/{id}/compose", UriKind.Relative), null, Stop);
        var payload = Convert.FromBase64String((string)(await composed.Content.ReadFromJsonAsync<JsonObject>(Stop))!["payload"]!);
        var signature = Operator.Sign(Approval.ToBeSigned(DocumentKind.Order, payload, Operator.KeyId));

        using var approved = await siege.Http.PostAsJsonAsync(
            $"/api/approvals/{id}", new { keyId = Operator.KeyId, signature = Convert.ToBase64String(signature) }, Stop);
        Assert.True(approved.IsSuccessStatusCode, await approved.Content.ReadAsStringAsync(Stop));

        Assert.Equal("finished", (string)(await siege.UntilOverAsync(Guid.Parse(id)))["state"]!);
        Assert.True(await siege.PinsMovedAsync());
        await siege.ReadyAsync();
    }

    private static Order Bound(Order order) =>
        order with { Play = order.Play! with { BundleHashes = Forgeries.Bundles(order.Play).SelectMany(bundle => bundle.ContentHash()).ToArray() } };

    private async Task SendAsync(Order order, SigningKey key)
    {
        foreach (var bundle in Forgeries.Bundles(order.Play!))
        {
            await siege.InsideAsync(Topics.Stream(order.Play!.StreamId), bundle.Sign(key));
        }
    }

    private Task UntilAfterAsync(Order order) =>
        Task.Delay(order.Play!.StartAt - siege.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), TimeProvider.System, Stop);
}
