using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudBroadcast.Town;

/// <summary>The controller's HTTP API, as a script would use it: with a token of its own.</summary>
internal sealed class ControllerApi(Uri address, string token, string dataFolder) : IDisposable
{
    /// <summary>What the demo and its tests do.</summary>
    private const string Scopes = "read,planWeek,editLibrary,speak,stop,manageGateways,readAudit,readSettings";

    // Most towns of the tests review nothing: the two are made when the first programme needs them.
    private readonly Lazy<Task<string[]>> _colleagues = new(() => Task.WhenAll(
        MakeTokenAsync(dataFolder, "demo reviewer", "read,review", CancellationToken.None),
        MakeTokenAsync(dataFolder, "demo approver", "read,approve", CancellationToken.None)));

    private readonly HttpClient _http = new()
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromMinutes(10),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    public Uri Address => address;

    public string Token => token;

    /// <summary>A token made by the controller's command line on its data folder.</summary>
    public static Task<string> MakeTokenAsync(string dataFolder, CancellationToken cancellationToken) =>
        MakeTokenAsync(dataFolder, "demo", Scopes, cancellationToken);

    /// <summary>The line in which the controller's command line tells name and new password of the administrator.</summary>
    public static async Task<string> ResetAdministratorAsync(string dataFolder, CancellationToken cancellationToken) =>
        (await RunAsync(dataFolder, cancellationToken, "administrator", "--reset")).Trim();

    /// <summary>Puts an audio file into the library and takes it through its review; returns the programme.</summary>
    public async Task<JsonObject> ImportAsync(string file, string title, string category, CancellationToken cancellationToken) =>
        await ApprovedAsync(await UploadAsync(file, title, category, cancellationToken), cancellationToken);

    /// <summary>As above, without the review.</summary>
    public async Task<JsonObject> UploadAsync(string file, string title, string category, CancellationToken cancellationToken)
    {
        using var content = new MultipartFormDataContent();
        using var stream = File.OpenRead(file);
        using var audio = new StreamContent(stream);
        audio.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Add(audio, "file", Path.GetFileName(file));
        content.Add(new StringContent(title), "title");
        content.Add(new StringContent(category), "category");
        using var response = await _http.PostAsync("/api/programmes", content, cancellationToken);
        return await ReadAsync<JsonObject>(response, cancellationToken);
    }

    /// <summary>The same with a text that is spoken.</summary>
    public async Task<JsonObject> SpeakAsync(string title, string category, string text, CancellationToken cancellationToken) =>
        await ApprovedAsync(await PostAsync("/api/programmes/speech", new { title, category, text }, cancellationToken), cancellationToken);

    /// <summary>Takes a programme through its review.</summary>
    public async Task ApproveAsync(string id, CancellationToken cancellationToken) =>
        await ApprovedAsync(await GetAsync($"/api/programmes/{id}", cancellationToken), cancellationToken);

    /// <summary>The sound of a programme as the library keeps it.</summary>
    public Task<byte[]> AudioAsync(string id, CancellationToken cancellationToken) => _http.GetByteArrayAsync($"/api/programmes/{id}/audio", cancellationToken);

    public Task<JsonObject> PostAsync(string path, object body, CancellationToken cancellationToken) => SendAsync<JsonObject>(HttpMethod.Post, path, body, cancellationToken);

    public Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) => SendAsync<JsonObject>(HttpMethod.Get, path, null, cancellationToken);

    public Task<JsonArray> GetListAsync(string path, CancellationToken cancellationToken) => SendAsync<JsonArray>(HttpMethod.Get, path, null, cancellationToken);

    public void Dispose() => _http.Dispose();

    // The real way: three who are not the same, each with no more than the own right.
    private async Task<JsonObject> ApprovedAsync(JsonObject programme, CancellationToken cancellationToken)
    {
        var colleagues = await _colleagues.Value;
        foreach (var (step, by) in new[] { ("submit", token), ("review", colleagues[0]), ("approve", colleagues[1]) })
        {
            var word = new { contentHash = (string)programme["contentHash"]!, verdict = "passed", heard = "declared" };
            await SendAsync<JsonObject>(HttpMethod.Post, $"/api/reviews/{programme["id"]}/{step}", word, cancellationToken, by);
        }

        return programme;
    }

    private static async Task<string> MakeTokenAsync(string dataFolder, string name, string scopes, CancellationToken cancellationToken) =>
        (await RunAsync(dataFolder, cancellationToken, "token", "--name", name, "--scopes", scopes)).Trim();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken, string? by = null)
        where T : JsonNode
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", by ?? token);
        request.Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web);
        using var response = await _http.SendAsync(request, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private static async Task<string> RunAsync(string dataFolder, CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo(Programs.Controller, [.. arguments, "--Storage:DataFolder", dataFolder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var problem = process.StandardError.ReadToEndAsync(cancellationToken);
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? said : throw new TownException($"controller {arguments[0]}: {await problem}");
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
        where T : JsonNode
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? (T)JsonNode.Parse(text)!
            : throw new TownException($"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath} was refused ({(int)response.StatusCode}): {Problem(text)}");
    }

    private static string Problem(string text)
    {
        try
        {
            var problem = JsonNode.Parse(text)!.AsObject();
            var errors = problem["errors"]?.AsObject().Select(field => $"{field.Key}: {string.Join(' ', field.Value!.AsArray())}") ?? [];
            return string.Join(" ", errors.Prepend((string?)problem["detail"] ?? (string?)problem["title"] ?? ""));
        }
        catch (JsonException)
        {
            return text;
        }
    }
}

/// <summary>Something went wrong that the person at the keyboard must hear of, in one line.</summary>
internal sealed class TownException(string message) : Exception(message);
