using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudBroadcast.Controller.Gateways.Approvals;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.Controller.Broadcasts;

public sealed class EmergencyTests : IDisposable
{
    private const string Village = "620321104200";
    private const string Gateway = "gw-" + Village;
    private readonly SigningKey _operator = SigningKey.Create();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_goes_out_at_once_with_order_and_bundles_of_the_emergency_key()
    {
        await using var town = new CastTown();
        await using var gateway = await town.ConnectAsync(Gateway);
        var (programme, _) = await town.AddProgrammeAsync(100);

        await SendAsync(town, programme);

        var order = await town.NextOrderAsync(gateway);
        await gateway.SubscribeAsync(Topics.Stream(order.Play!.StreamId));
        var key = town.Host.Get<SigningKeys>().For(SigningPurpose.Emergency).KeyId;
        Assert.Equal((OrderClass.Emergency, Priority.RedAlert), (order.Class, order.Play.Priority));
        Assert.Null(order.Play.BundleHashes);
        Assert.All(await town.StreamAsync(gateway), bundle => Assert.Equal(key, bundle.KeyId));
    }

    [Fact]
    public async Task An_exercise_is_signed_by_the_ordinary_key_and_keeps_to_the_curfew()
    {
        await using var town = new CastTown();
        await using var gateway = await town.ConnectAsync(Gateway);
        var (programme, _) = await town.AddProgrammeAsync(50);

        await SendAsync(town, programme, exercise: true);

        var (_, bytes) = await gateway.NextAsync();
        using var keys = town.ControllerKeys();
        Assert.True(OrderCodec.TryOpen(bytes, keys, out var order, out var keyId, out _));
        Assert.Equal((OrderClass.Exercise, town.Host.Get<SigningKeys>().For(SigningPurpose.Ordinary).KeyId), (order.Class, keyId));
    }

    [Theory]
    [InlineData("scheduled", "priority")]
    [InlineData("liveTalk", "priority")]
    public async Task An_alert_needs_the_priority_of_one(string priority, string field)
    {
        await using var town = new CastTown();
        var (programme, _) = await town.AddProgrammeAsync(50);
        using var answer = await town.PostAsync("/api/broadcasts/emergency", new { programmeId = programme.Id, areas = new[] { Village }, priority });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{field}\"", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_two_hands_no_alert_leaves_before_an_operator_has_signed_the_very_order()
    {
        await using var town = await TwoHandsAsync();
        await using var gateway = await town.ConnectAsync(Gateway);
        var (programme, packets) = await town.AddProgrammeAsync(100);

        var id = await SendAsync(town, programme);
        Assert.Equal(BroadcastState.AwaitingApproval, (await town.Host.Get<BroadcastService>().FindAsync(id, Stop))!.State);
        var waiting = Assert.Single(await town.Host.GetAsync<List<ApprovalView>>("/api/approvals"), view => view.Kind is DocumentKind.Order);
        Assert.Equal((id.ToString(), null), (waiting.Id, waiting.Payload));
        var payload = await ComposeAsync(town, id);
        Assert.Equal(HttpStatusCode.Forbidden, (await ApproveAsync(town, id, payload, SigningKey.Create())).StatusCode);
        Assert.False(gateway.HasMore);
        Assert.Equal(HttpStatusCode.NoContent, (await ApproveAsync(town, id, payload, _operator)).StatusCode);

        var (_, document) = await gateway.NextAsync();
        using var operators = new TrustedKeys();
        operators.Add(_operator.PublicKey);
        using var keys = town.ControllerKeys();
        Assert.True(Approval.IsGiven(DocumentKind.Order, document, operators, out _));
        Assert.True(OrderCodec.TryOpen(document, keys, out var order, out _));
        await gateway.SubscribeAsync(Topics.Stream(order.Play!.StreamId));
        var hashes = order.Play.BundleHashes!.Value;
        Assert.Equal((packets.Count + 11) / 12 * AudioBundle.ContentHashSize, hashes.Length);
        Assert.All(await town.StreamAsync(gateway), bundle => Assert.Equal(
            hashes.Slice((int)bundle.FirstPacket / 12 * AudioBundle.ContentHashSize, AudioBundle.ContentHashSize).ToArray(), bundle.ContentHash()));
    }

    [Fact]
    public async Task A_signature_that_comes_after_the_start_gets_another_order_to_sign()
    {
        await using var town = await TwoHandsAsync(("Broadcasts:ApprovalLead", "00:00:02"), ("Broadcasts:SubscribeTime", "00:00:02"));
        await using var gateway = await town.ConnectAsync(Gateway);
        var (programme, _) = await town.AddProgrammeAsync(50);
        var id = await SendAsync(town, programme);
        var payload = await ComposeAsync(town, id);

        using var late = await ApproveAsync(town, id, payload, _operator);

        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var other = Convert.FromBase64String((await late.Content.ReadFromJsonAsync<ComposedView>(TownHost.Json, Stop))!.Payload);
        Assert.NotEqual(payload, other);
        Assert.False(gateway.HasMore);
    }

    [Fact]
    public async Task A_number_that_a_later_alert_has_overtaken_gets_another_order_to_sign()
    {
        await using var town = await TwoHandsAsync();
        await using var gateway = await town.ConnectAsync(Gateway);
        var (programme, _) = await town.AddProgrammeAsync(50);
        var first = await SendAsync(town, programme, "orangeAlert");
        var early = await ComposeAsync(town, first);
        var second = await SendAsync(town, programme);
        Assert.Equal(HttpStatusCode.NoContent, (await ApproveAsync(town, second, await ComposeAsync(town, second), _operator)).StatusCode);

        using var overtaken = await ApproveAsync(town, first, early, _operator);
        Assert.Equal(HttpStatusCode.Conflict, overtaken.StatusCode);
        var anew = Convert.FromBase64String((await overtaken.Content.ReadFromJsonAsync<ComposedView>(TownHost.Json, Stop))!.Payload);
        Assert.Equal(HttpStatusCode.NoContent, (await ApproveAsync(town, first, anew, _operator)).StatusCode);
    }

    [Fact]
    public async Task An_alert_that_nobody_approves_lapses_after_two_minutes()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var town = await TwoHandsAsync(time);
        var (programme, _) = await town.AddProgrammeAsync(50);
        var id = await SendAsync(town, programme);
        var payload = await ComposeAsync(town, id);

        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(HttpStatusCode.NotFound, (await ApproveAsync(town, id, payload, _operator)).StatusCode);
        await town.Host.Get<EmergencyApprovals>().LapseAsync(Stop);
        Assert.Equal(BroadcastState.Cancelled, (await town.Host.Get<BroadcastService>().FindAsync(id, Stop))!.State);
    }

    [Fact]
    public async Task An_alert_that_waits_can_be_called_off_without_an_order()
    {
        await using var town = await TwoHandsAsync();
        await using var gateway = await town.ConnectAsync(Gateway);
        var (programme, _) = await town.AddProgrammeAsync(50);
        var id = await SendAsync(town, programme);
        await ComposeAsync(town, id);

        (await town.PostAsync($"/api/broadcasts/{id}/stop")).EnsureSuccessStatusCode();

        var broadcast = await town.Host.Get<BroadcastService>().FindAsync(id, Stop);
        Assert.Equal((BroadcastState.Cancelled, true), (broadcast!.State, broadcast.EndedAt is not null));
        Assert.False(gateway.HasMore);
    }

    [Fact]
    public async Task An_ordinary_broadcast_in_the_curfew_or_too_long_is_refused_at_the_door_and_an_alert_is_not()
    {
        // 23:30 in the town.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 15, 30, 0, TimeSpan.Zero));
        await using var town = new CastTown(time: time);
        town.Host.Settings["Gateways:Curfew"] = "22:00-06:00";
        town.Host.Settings["Gateways:LongestPlay"] = "00:00:10";
        var (programme, _) = await town.AddProgrammeAsync(50);
        var (long_, _) = await town.AddProgrammeAsync(600);

        Assert.Contains("outside of 22:00-06:00", await ProblemAsync(town, new { programmeId = programme.Id, areas = new[] { Village } }, "startAt"), StringComparison.Ordinal);
        Assert.Contains("at most 00:00:10", await ProblemAsync(town, new { programmeId = long_.Id, areas = new[] { Village } }, "areas"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await town.PostAsync("/api/broadcasts", new { programmeId = programme.Id, areas = new[] { Village }, startAt = "2026-11-24T22:00:00Z" })).StatusCode);
        await SendAsync(town, programme);
    }

    public void Dispose() => _operator.Dispose();

    private Task<CastTown> TwoHandsAsync(params (string Key, string Value)[] settings) => TwoHandsAsync(null, settings);

    private Task<CastTown> TwoHandsAsync(TimeProvider? time, params (string Key, string Value)[] settings) =>
        CastTown.TwoHandedAsync(Gateway, _operator, time, settings);

    private static async Task<Guid> SendAsync(CastTown town, Programme programme, string priority = "redAlert", bool exercise = false)
    {
        using var answer = await town.PostAsync("/api/broadcasts/emergency", new { programmeId = programme.Id, areas = new[] { Village }, priority, exercise });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return Guid.Parse(answer.Headers.Location!.OriginalString.Split('/')[^1]);
    }

    private static async Task<byte[]> ComposeAsync(CastTown town, Guid id)
    {
        using var answer = await town.PostAsync($"/api/approvals/{id}/compose");
        return Convert.FromBase64String((await answer.Content.ReadFromJsonAsync<ComposedView>(TownHost.Json, Stop))!.Payload);
    }

    private static Task<HttpResponseMessage> ApproveAsync(CastTown town, Guid id, byte[] payload, SigningKey key) => town.PostAsync(
        $"/api/approvals/{id}",
        new { keyId = key.KeyId, signature = Convert.ToBase64String(key.Sign(Approval.ToBeSigned(DocumentKind.Order, payload, key.KeyId))) });

    private static async Task<string?> ProblemAsync(CastTown town, object body, string field)
    {
        using var answer = await town.PostAsync("/api/broadcasts", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("errors").GetProperty(field)[0].GetString();
    }
}
