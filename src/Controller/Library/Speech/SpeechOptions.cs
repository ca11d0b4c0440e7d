using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>The voices that text can be spoken with.</summary>
internal enum SpeechEngineKind
{
    /// <summary>espeak-ng: offline, always there, audibly a machine.</summary>
    Espeak,

    /// <summary>A program of the town's own: text in, WAV out.</summary>
    Command,

    /// <summary>A server that speaks OpenAI's /v1/audio/speech.</summary>
    Http,
}

/// <summary>Which voice reads texts, and how.</summary>
internal sealed class SpeechOptions
{
    public const string Section = "Speech";

    public SpeechEngineKind Engine { get; set; } = SpeechEngineKind.Espeak;

    [Range(1, 50_000)]
    public int MaxTextChars { get; set; } = 10_000;

    /// <summary>Wall time for one text.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The town's own words, in the form of the built-in lexicon; empty for none.</summary>
    public string LexiconFile { get; set; } = "";

    [Required]
    public string EspeakPath { get; set; } = "espeak-ng";

    /// <summary>espeak-ng's words a minute; 150 is slow enough for an echoing village.</summary>
    [Range(80, 300)]
    public int EspeakSpeed { get; set; } = 150;

    public string Command { get; set; } = "";

    public IList<string> CommandArguments { get; set; } = [];

    /// <summary>Base address, to which v1/audio/speech is added; null when no server is used.</summary>
    public Uri? HttpAddress { get; set; }

    public string HttpModel { get; set; } = "tts-1";

    public string HttpVoice { get; set; } = "alloy";

    /// <summary>Further voices of the server that can be chosen; empty when there is no choice.</summary>
    public IList<string> HttpVoices { get; set; } = [];

    /// <summary>File that holds the key; it is read for each call, so that it can be changed.</summary>
    public string HttpKeyFile { get; set; } = "";

    /// <summary>Environment variable that holds the key, when there is no file.</summary>
    public string HttpKeyVariable { get; set; } = "CLOUDBROADCAST_SPEECH_KEY";
}

[OptionsValidator]
internal sealed partial class SpeechRanges : IValidateOptions<SpeechOptions>;

/// <summary>Checks what one engine needs and the others do not.</summary>
internal sealed class SpeechEngineNeeds : IValidateOptions<SpeechOptions>
{
    public ValidateOptionsResult Validate(string? name, SpeechOptions options) => options switch
    {
        { Engine: SpeechEngineKind.Command, Command: "" } => ValidateOptionsResult.Fail("Speech:Command is \"\"; Speech:Engine \"Command\" needs a program."),
        { Engine: SpeechEngineKind.Http, HttpAddress: not { IsAbsoluteUri: true, Scheme: "http" or "https" } } => ValidateOptionsResult.Fail(
            $"Speech:HttpAddress is \"{options.HttpAddress}\"; Speech:Engine \"Http\" needs an http or https address."),
        _ when options.LexiconFile.Length > 0 && !File.Exists(options.LexiconFile) => ValidateOptionsResult.Fail(
            $"Speech:LexiconFile is \"{options.LexiconFile}\"; there is no such file."),
        _ => ValidateOptionsResult.Success,
    };
}
