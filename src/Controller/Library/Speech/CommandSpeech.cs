using System.Text;
using CloudBroadcast.Controller.Library.Import;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>Any program that reads UTF-8 text from its input and writes a WAV to its output.</summary>
internal sealed class CommandSpeech(IOptions<SpeechOptions> options) : ISpeechEngine
{
    private readonly SpeechOptions _options = options.Value;

    public IReadOnlyList<SpeechVoice> Voices => [];

    public bool TakesSpeed => false;

    // What voices of models are made for, and nothing that can be changed here.
    public double SyllablesASecond => 4.5;

    public bool TakesPinyin => false;

    public Task<Stream> SpeakAsync(string words, SpeechStyle style, CancellationToken cancellation) =>
        SpokenByProgram.RunAsync(_options.Command, [.. _options.CommandArguments], words, _options.TimeLimit, cancellation);
}

/// <summary>espeak-ng with the lexicon in front: the voice that every controller has.</summary>
internal sealed class EspeakSpeech(IOptions<SpeechOptions> options, TownLexicon lexicon) : ISpeechEngine
{
    // The voices "cmn" and "zh" read most characters as English.
    private const string Voice = "cmn-latn-pinyin";

    // One of espeak-ng's own variants: the same sounds by a higher throat.
    private const string Female = "female";
    private const string FemaleVariant = "+f3";

    private readonly SpeechOptions _options = options.Value;

    public IReadOnlyList<SpeechVoice> Voices { get; } = [new("male", "男声"), new(Female, "女声")];

    public bool TakesSpeed => true;

    // Its "words" a minute; measured from 150 to 187 of them.
    public double SyllablesASecond => _options.EspeakSpeed / 49.0;

    public bool TakesPinyin => true;

    public async Task<Stream> SpeakAsync(string words, SpeechStyle style, CancellationToken cancellation) => await SpokenByProgram.RunAsync(
        _options.EspeakPath,
        [
            "-v", Voice + (style.Voice == Female ? FemaleVariant : ""),
            "-s", $"{_options.EspeakSpeed * style.SpeedPercent / 100}", "-b", "1", "--stdin", "--stdout",
        ],
        (await lexicon.ReadAsync(cancellation)).Apply(words),
        _options.TimeLimit,
        cancellation);
}

/// <summary>Runs a voice that is a program.</summary>
internal static class SpokenByProgram
{
    // A neural voice may need gigabytes for its model; what is bounded is a program that runs away.
    private const long MemoryBytes = 16L * 1024 * 1024 * 1024;

    // 90 minutes at 48 kHz, 16 bit, mono.
    private const long MaxSoundBytes = 520L * 1024 * 1024;

    public static async Task<Stream> RunAsync(
        string program, string[] arguments, string words, TimeSpan timeLimit, CancellationToken cancellation)
    {
        var sound = new MemoryStream();
        var end = await ChildProcess.RunAsync(
            // Its threads share the processor time.
            new ChildCall(program, arguments, timeLimit * Environment.ProcessorCount, MemoryBytes),
            (input, token) => input.WriteAsync(Encoding.UTF8.GetBytes(words), token).AsTask(),
            (output, token) => CopyAsync(output, sound, program, token),
            cancellation);
        if (end.ExitCode != 0 || sound.Length == 0)
        {
            throw new SpeechFailedException($"\"{program}\" ended with code {end.ExitCode} and {sound.Length} bytes of sound: {end.Errors.Trim()}");
        }

        sound.Position = 0;
        return sound;
    }

    private static async Task CopyAsync(Stream output, MemoryStream sound, string program, CancellationToken cancellation)
    {
        var buffer = new byte[81920];
        int got;
        while ((got = await output.ReadAsync(buffer, cancellation)) > 0)
        {
            if (sound.Length + got > MaxSoundBytes)
            {
                throw new SpeechFailedException($"\"{program}\" gave more than {MaxSoundBytes} bytes of sound.");
            }

            sound.Write(buffer, 0, got);
        }
    }
}
