using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator.Approvals;

/// <summary>What the tool asks of the controller. Nothing that it answers is believed: the payload is read, shown and signed as bytes.</summary>
internal sealed class ControllerApi : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private readonly HttpClient _http;

    public ControllerApi(Uri address, string token, HttpMessageHandler network)
    {
        _http = new HttpClient(network, disposeHandler: false) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private sealed record Named(string Id, string Name);

    private sealed record Programme(Guid Id, string ContentHash);

    private sealed record Problem(string? Detail, string? Title);

    public Task<IReadOnlyList<WaitingDocument>> WaitingAsync() => ReadAsync<IReadOnlyList<WaitingDocument>>(() => _http.GetAsync(Path("api/approvals")));

    /// <summary>The document with a number and times that count now.</summary>
    public Task<WaitingDocument> ComposeAsync(string id) =>
        ReadAsync<WaitingDocument>(() => _http.PostAsync(Path($"api/approvals/{Uri.EscapeDataString(id)}/compose"), null));

    /// <summary>Hands the signature in: null when it was taken, else the document that wants signing instead.</summary>
    public async Task<WaitingDocument?> ApproveAsync(string id, SigningKey key, byte[] signature)
    {
        using var answer = await SendAsync(() =>
            _http.PostAsJsonAsync(Path($"api/approvals/{Uri.EscapeDataString(id)}"), new { keyId = key.KeyId, signature }, Json));
        if (answer.StatusCode == HttpStatusCode.Conflict)
        {
            return await BodyAsync<WaitingDocument>(answer) is { Payload: not null } anew ? anew : throw await RefusedAsync(answer);
        }

        return answer.IsSuccessStatusCode ? null : throw await RefusedAsync(answer);
    }

    /// <summary>What the controller calls its gateways; empty when the token may not ask.</summary>
    public async Task<IReadOnlyDictionary<string, string>> GatewayNamesAsync()
    {
        using var answer = await SendAsync(() => _http.GetAsync(Path("api/gateways")));
        var gateways = answer.IsSuccessStatusCode ? await BodyAsync<IReadOnlyList<Named>>(answer) : null;
        return (gateways ?? []).DistinctBy(gateway => gateway.Id).ToDictionary(gateway => gateway.Id, gateway => gateway.Name, StringComparer.Ordinal);
    }

    /// <summary>The files of sound with these hashes, as the controller says; null when it does not give them all.</summary>
    public async Task<IReadOnlyList<byte[]>?> SoundsAsync(IEnumerable<string> hashes)
    {
        using var listed = await SendAsync(() => _http.GetAsync(Path("api/programmes")));
        var programmes = listed.IsSuccessStatusCode ? await BodyAsync<IReadOnlyList<Programme>>(listed) : null;
        var files = new List<byte[]>();
        foreach (var hash in hashes)
        {
            if (programmes?.FirstOrDefault(programme => programme.ContentHash == hash) is not { } programme)
            {
                return null;
            }

            using var answer = await SendAsync(() => _http.GetAsync(Path($"api/programmes/{programme.Id}/audio")));
            if (!answer.IsSuccessStatusCode)
            {
                return null;
            }

            files.Add(await answer.Content.ReadAsByteArrayAsync());
        }

        return files;
    }

    public void Dispose() => _http.Dispose();

    private static Uri Path(string path) => new(path, UriKind.Relative);

    private async Task<T> ReadAsync<T>(Func<Task<HttpResponseMessage>> ask)
        where T : class
    {
        using var answer = await SendAsync(ask);
        return !answer.IsSuccessStatusCode
            ? throw await RefusedAsync(answer)
            : await BodyAsync<T>(answer) ?? throw new ControllerException($"The controller's answer to {answer.RequestMessage?.RequestUri} can't be read.");
    }

    private async Task<HttpResponseMessage> SendAsync(Func<Task<HttpResponseMessage>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            throw new ControllerException($"{_http.BaseAddress} does not answer: {error.Message}");
        }
    }

    private static async Task<ControllerException> RefusedAsync(HttpResponseMessage answer)
    {
        var problem = await BodyAsync<Problem>(answer);
        return new ControllerException($"The controller refused ({(int)answer.StatusCode}): {problem?.Detail ?? problem?.Title ?? answer.ReasonPhrase}");
    }

    private static async Task<T?> BodyAsync<T>(HttpResponseMessage answer)
        where T : class
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<T>(Json);
        }
        catch (JsonException)
        {
            // Somebody else's page stands there; the status says enough.
            return null;
        }
    }
}
