using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator;

/// <summary>Something that waits for a signature, as the controller lists it. Nothing of it is believed but the payload, once a person has read that.</summary>
internal sealed record Waiting(string Id, DocumentKind Kind, string Subject);

/// <summary>The approvals of a controller over its HTTP API.</summary>
internal sealed class ControllerClient : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private readonly HttpClient _http;

    public ControllerClient(Uri address, string? token)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    private sealed record Composed(string Payload);

    public async Task<IReadOnlyList<Waiting>> ListAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync("/api/approvals", cancellationToken);
        return await ReadAsync<List<Waiting>>(answer, cancellationToken);
    }

    /// <summary>What is to be signed, made for now.</summary>
    public async Task<byte[]> ComposeAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsync($"/api/approvals/{id}/compose", null, cancellationToken);
        return Convert.FromBase64String((await ReadAsync<Composed>(answer, cancellationToken)).Payload);
    }

    /// <summary>Hands in a signature; null when it was taken, else another payload because this one came too late.</summary>
    public async Task<byte[]?> ApproveAsync(string id, string keyId, byte[] signature, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsJsonAsync($"/api/approvals/{id}", new { keyId, signature = Convert.ToBase64String(signature) }, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Conflict && answer.Content.Headers.ContentType?.MediaType == "application/json")
        {
            return Convert.FromBase64String((await answer.Content.ReadFromJsonAsync<Composed>(Json, cancellationToken))!.Payload);
        }

        return answer.IsSuccessStatusCode ? null : throw await RefusalAsync(answer, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken)
        where T : class => answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<T>(Json, cancellationToken) ?? throw new OperatorException("The controller answered nothing.")
            : throw await RefusalAsync(answer, cancellationToken);

    private static async Task<OperatorException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        new($"The controller refused ({(int)answer.StatusCode}): {await answer.Content.ReadAsStringAsync(cancellationToken)}");
}
