using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>A server that speaks OpenAI's POST /v1/audio/speech: a cloud's, or a model on a machine of the county.</summary>
internal sealed class HttpSpeech(IHttpClientFactory clients, IOptions<SpeechOptions> options) : ISpeechEngine
{
    public const string Client = nameof(HttpSpeech);

    private readonly SpeechOptions _options = options.Value;

    public IReadOnlyList<SpeechVoice> Voices { get; } =
        options.Value.HttpVoices.Count == 0 ? [] : [.. options.Value.HttpVoices.Prepend(options.Value.HttpVoice).Distinct().Select(name => new SpeechVoice(name, name))];

    public bool TakesSpeed => true;

    // Chinese news is read at 250 to 300 characters a minute, and models have learnt from it.
    public double SyllablesASecond => 4.5;

    public bool TakesPinyin => false;

    public async Task<Stream> SpeakAsync(string words, SpeechStyle style, CancellationToken cancellation)
    {
        using var client = clients.CreateClient(Client);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_options.HttpAddress!, "v1/audio/speech"));
        request.Content = JsonContent.Create(new
        {
            model = _options.HttpModel,
            voice = style.Voice ?? _options.HttpVoice,
            input = words,
            speed = style.SpeedPercent / 100.0,
            response_format = "wav",
        });
        if (await KeyAsync(cancellation) is { Length: > 0 } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        try
        {
            using var response = await client.SendAsync(request, cancellation);
            var sound = await response.Content.ReadAsByteArrayAsync(cancellation);
            return response.IsSuccessStatusCode && sound.Length > 0
                ? new MemoryStream(sound)
                : throw new SpeechFailedException($"{_options.HttpAddress} answered {(int)response.StatusCode} with {sound.Length} bytes.");
        }
        catch (HttpRequestException e)
        {
            throw new SpeechFailedException($"{_options.HttpAddress} could not be reached: {e.Message}", e);
        }
    }

    private async Task<string> KeyAsync(CancellationToken cancellation) => _options.HttpKeyFile.Length > 0
        ? (await File.ReadAllTextAsync(_options.HttpKeyFile, cancellation)).Trim()
        : Environment.GetEnvironmentVariable(_options.HttpKeyVariable) ?? "";
}
