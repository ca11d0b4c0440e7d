using System.Net;
using System.Net.Http.Json;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Approvals;

public sealed class ApprovalTests : IAsyncDisposable
{
    private const string Id = "gw-620321104200";
    private readonly TownHost _town = new();
    private readonly SigningKey _operator = SigningKey.Create();
    private HttpClient? _person;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operator_s_key_counts_for_nothing_until_another_person_has_vouched_for_it()
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ListenAsync();
        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync(_operator.PublicKey)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await RegisterAsync(_operator.PublicKey)).StatusCode);
        var confirm = $"/api/operator-keys/{_operator.KeyId}/confirm";
        Assert.Equal(HttpStatusCode.Forbidden, (await _person!.PostAsync(confirm, null, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _town.Http.PostAsync(confirm, null, Stop)).StatusCode);
        Assert.False(gateway.HasMore);

        using var other = await LoginAsync(Role.Administrator);
        Assert.Equal(HttpStatusCode.NoContent, (await other.PostAsync(confirm, null, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await other.PostAsync(confirm, null, Stop)).StatusCode);

        Assert.Equal("值班员 李四", Assert.Single((await gateway.NextConfigurationAsync()).Operators).Name);
        var view = Assert.Single(await _town.GetAsync<List<OperatorKeyView>>("/api/operator-keys"));
        Assert.NotEqual(view.RegisteredBy, view.ConfirmedBy);
    }

    [Fact]
    public async Task A_machine_s_token_is_no_person_who_can_register_a_key() =>
        Assert.Equal(HttpStatusCode.Forbidden, (await RegisterAsync(_town.Http, _operator.PublicKey)).StatusCode);

    [Fact]
    public async Task A_key_that_is_none_or_the_controller_s_own_can_t_be_an_operator_s()
    {
        using var p384 = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP384);
        foreach (var key in new byte[][] { [1, 2, 3], p384.ExportSubjectPublicKeyInfo(), _town.Get<SigningKeys>().For(SigningPurpose.Emergency).PublicKey.ToArray() })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await RegisterAsync(key)).StatusCode);
        }
    }

    [Fact]
    public async Task A_gateway_that_knows_an_operator_gets_a_change_only_with_the_operator_s_signature()
    {
        await using var gateway = await TwoHandedAsync();
        (await _town.Http.PatchAsJsonAsync($"/api/gateways/{Id}", new { limits = new { curfew = "none", startsPerHour = 3600 } }, Stop)).EnsureSuccessStatusCode();
        await gateway.SayAsync();

        var waiting = Assert.Single(await _town.GetAsync<List<ApprovalView>>("/api/approvals"));
        Assert.Equal(($"{Id}.3", DocumentKind.Configuration), (waiting.Id, waiting.Kind));
        using var foreign = SigningKey.Create();
        Assert.Equal(HttpStatusCode.Forbidden, (await ApproveAsync(waiting, foreign)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ApproveAsync(waiting with { Id = $"{Id}.2" }, _operator)).StatusCode);
        Assert.False(gateway.HasMore);

        Assert.Equal(HttpStatusCode.NoContent, (await ApproveAsync(waiting, _operator)).StatusCode);

        Assert.Equal(3600, (await gateway.NextConfigurationAsync()).StartsPerHour);
        Assert.Empty(await _town.GetAsync<List<ApprovalView>>("/api/approvals"));
    }

    [Fact]
    public async Task Even_the_last_operator_leaves_only_with_the_operator_s_signature()
    {
        await using var gateway = await TwoHandedAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await _town.Http.DeleteAsync($"/api/operator-keys/{_operator.KeyId}", Stop)).StatusCode);
        var waiting = Assert.Single(await _town.GetAsync<List<ApprovalView>>("/api/approvals"));
        Assert.Equal(HttpStatusCode.NoContent, (await ApproveAsync(waiting, _operator)).StatusCode);
        Assert.Empty((await gateway.NextConfigurationAsync()).Operators);
    }

    public ValueTask DisposeAsync()
    {
        _operator.Dispose();
        _person?.Dispose();
        return _town.DisposeAsync();
    }

    private async Task<FakeGateway> TwoHandedAsync()
    {
        var gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ListenAsync();
        await RegisterAsync(_operator.PublicKey);
        await _town.Get<OperatorKeyDesk>().ConfirmAsync(_operator.KeyId, "wang", Stop);
        await gateway.NextConfigurationAsync();
        await gateway.SayAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while ((await _town.GetAsync<GatewayView>($"/api/gateways/{Id}")).InstalledRevision != 2)
        {
            limit.Token.ThrowIfCancellationRequested();
        }

        return gateway;
    }

    private async Task<HttpResponseMessage> RegisterAsync(ReadOnlyMemory<byte> publicKey) =>
        await RegisterAsync(_person ??= await LoginAsync(Role.DutyOfficer, Role.Administrator), publicKey);

    private static Task<HttpResponseMessage> RegisterAsync(HttpClient who, ReadOnlyMemory<byte> publicKey) => who.PostAsJsonAsync(
        "/api/operator-keys", new { name = "值班员 李四", publicKey = Convert.ToBase64String(publicKey.Span) }, Stop);

    private async Task<HttpClient> LoginAsync(params Role[] roles)
    {
        var person = await People.LoginAsync(_town, roles);
        person.DefaultRequestHeaders.Add("X-CSRF", "1");
        return person;
    }

    private Task<HttpResponseMessage> ApproveAsync(ApprovalView waiting, SigningKey key)
    {
        var signature = key.Sign(Approval.ToBeSigned(waiting.Kind, Convert.FromBase64String(waiting.Payload!), key.KeyId));
        return _town.Http.PostAsJsonAsync($"/api/approvals/{waiting.Id}", new { keyId = key.KeyId, signature = Convert.ToBase64String(signature) }, Stop);
    }
}
