using CloudBroadcast.Controller.Library.Import;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>Makes library audio of a text: normalise, speak, import.</summary>
internal sealed class Speaker(ISpeechEngine engine, AudioImport import, IOptions<SpeechOptions> options, TimeProvider time)
{
    /// <exception cref="SpeechFailedException">The voice failed.</exception>
    /// <exception cref="AudioRefusedException">What it said is too long, or nothing.</exception>
    public async Task<ImportedAudio> SpeakAsync(string text, string name, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.Value.TimeLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        await using var sound = await InTimeAsync(ChineseText.Normalise(text), both.Token, cancellation);
        return await import.ImportAsync(sound, name, progress: null, cancellation);
    }

    private async Task<Stream> InTimeAsync(string words, CancellationToken limited, CancellationToken cancellation)
    {
        try
        {
            return await engine.SpeakAsync(words, limited);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SpeechFailedException($"The voice took longer than {options.Value.TimeLimit}.");
        }
    }
}
