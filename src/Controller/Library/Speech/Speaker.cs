using CloudBroadcast.Controller.Library.Import;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>Makes sound of a text: normalise, speak; and library audio of that.</summary>
internal sealed class Speaker(ISpeechEngine engine, AudioImport import, IOptions<SpeechOptions> options, TimeProvider time)
{
    /// <exception cref="SpeechFailedException">The voice failed.</exception>
    /// <exception cref="AudioRefusedException">What it said is too long, or nothing.</exception>
    public async Task<ImportedAudio> SpeakAsync(string text, string name, SpeechStyle style, CancellationToken cancellation)
    {
        await using var sound = await TryAsync(text, style, cancellation);
        return await import.ImportAsync(sound, name, progress: null, cancellation);
    }

    /// <summary>Speaks a text to be listened to, as the voice gives it: not levelled, and not kept.</summary>
    /// <exception cref="SpeechFailedException">The voice failed.</exception>
    public async Task<Stream> TryAsync(string text, SpeechStyle style, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.Value.TimeLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        return await InTimeAsync(ChineseText.Normalise(text), style, both.Token, cancellation);
    }

    private async Task<Stream> InTimeAsync(string words, SpeechStyle style, CancellationToken limited, CancellationToken cancellation)
    {
        try
        {
            return await engine.SpeakAsync(words, style, limited);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SpeechFailedException($"The voice took longer than {options.Value.TimeLimit}.");
        }
    }
}
