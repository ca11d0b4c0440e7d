using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator;

/// <summary>A controller that keeps what it was asked and answers what a test puts in.</summary>
internal sealed class FakeController : HttpMessageHandler
{
    private readonly List<(string Id, string Kind, byte[] Payload, byte[]? Installed)> _waiting = [];

    /// <summary>Makes an order's payload fresh; called at each compose.</summary>
    public Func<Order, Order> Compose { get; set; } = order => order;

    /// <summary>What the next signatures are answered with; empty: taken.</summary>
    public Queue<Order> Conflicts { get; } = [];

    public Dictionary<string, byte[]> Sounds { get; } = [];

    /// <summary>What was handed in: id, key id, signature, in order.</summary>
    public List<(string Id, string KeyId, byte[] Signature)> Signed { get; } = [];

    public string? Token { get; private set; }

    public void Wait(string id, Order order) => _waiting.Add((id, "order", WireJson.Write(order), null));

    public void Wait(string id, GatewayConfiguration configuration, GatewayConfiguration installed) =>
        _waiting.Add((id, "configuration", WireJson.Write(configuration), WireJson.Write(installed)));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Token = request.Headers.Authorization?.Parameter;
        var path = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (request.Method.Method, path) switch
        {
            ("GET", ["api", "approvals"]) => Answer(_waiting.Select(each => new { each.Id, each.Kind, each.Payload, each.Installed })),
            ("GET", ["api", "gateways"]) => Answer(new[] { new { Id = "gw-620321104200", Name = "东寨村" } }),
            ("GET", ["api", "programmes"]) => Answer(Sounds.Keys.Select(hash => new { Id = IdOf(hash), ContentHash = hash })),
            ("GET", ["api", "programmes", var id, "audio"]) => Bytes(Sounds.Single(sound => IdOf(sound.Key) == Guid.Parse(id)).Value),
            ("POST", ["api", "approvals", var id, "compose"]) => Answer(Composed(id)),
            ("POST", ["api", "approvals", var id]) => Take(id, await request.Content!.ReadFromJsonAsync<JsonElement>(cancellationToken)),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };
    }

    private HttpResponseMessage Take(string id, JsonElement body)
    {
        Signed.Add((id, body.GetProperty("keyId").GetString()!, body.GetProperty("signature").GetBytesFromBase64()));
        return Conflicts.TryDequeue(out var instead)
            ? Answer(new { Id = id, Kind = "order", Payload = WireJson.Write(instead) }, HttpStatusCode.Conflict)
            : new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private object Composed(string id)
    {
        var waiting = _waiting.Single(each => each.Id == id);
        Assert.True(WireJson.TryRead<Order>(waiting.Payload, out var order, out _));
        return new { Id = id, Kind = "order", Payload = WireJson.Write(Compose(order)) };
    }

    private static Guid IdOf(string hash) => Guid.ParseExact(hash[..32], "N");

    private static HttpResponseMessage Answer(object value, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = JsonContent.Create(value, value.GetType(), options: JsonSerializerOptions.Web) };

    private static HttpResponseMessage Bytes(byte[] bytes) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) };
}
