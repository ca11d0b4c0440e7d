namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>A voice: makes a sound file of words.</summary>
internal interface ISpeechEngine
{
    /// <summary>Speaks a text that <see cref="ChineseText"/> has normalised; the sound is of any kind that the import reads.</summary>
    /// <exception cref="SpeechFailedException">The voice is not there or gave no sound.</exception>
    Task<Stream> SpeakAsync(string words, CancellationToken cancellation);
}

/// <summary>The voice failed; the text is not to blame.</summary>
internal sealed class SpeechFailedException(string message, Exception? inner = null) : Exception(message, inner);
