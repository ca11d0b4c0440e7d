using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Speech;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Alerts.Sound;

/// <summary>The audio of an alert, and how it lies in time.</summary>
/// <param name="Audio">In the library, but no programme yet.</param>
/// <param name="Words">What is said each time.</param>
/// <param name="ToneEnds">Where the tone ends.</param>
/// <param name="SpeechBegins">Where the words begin, each time that they are spoken.</param>
internal sealed record AlertAudio(ImportedAudio Audio, string Words, TimeSpan ToneEnds, IReadOnlyList<TimeSpan> SpeechBegins);

/// <summary>Makes what is heard of an alert, an exercise or a notice: its tone, and its words two or three times.</summary>
internal sealed class AlertSound(Speaker speaker, ISpeechEngine engine, AudioImport import, TownZone town, IOptions<LibraryOptions> options)
{
    // 3 to 4 can be followed from horns that echo; news is read at 4 to 5.
    private const double SyllablesASecond = 3.4;

    /// <summary>Makes it, and takes it into the library as audio.</summary>
    /// <param name="script">One that <see cref="AlertWords.ProblemOf(AlertScript)"/> has nothing against.</param>
    /// <param name="name">Only said in errors and in the log.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SpeechFailedException">The voice failed.</exception>
    /// <exception cref="AudioRefusedException">What it said is too long, or nothing.</exception>
    public async Task<AlertAudio> MakeAsync(AlertScript script, string name, CancellationToken cancellationToken)
    {
        var words = AlertWords.Of(script, town.Zone);
        var tone = AttentionTone.Render(ToneKinds.ToneKindOf(script.Severity, script.IsExercise), options.Value.TruePeakDb);
        AlertArrangement? arrangement = null;
        await using var speech = await speaker.TryAsync(words, new SpeechStyle(SpeedPercent: Speed()), cancellationToken);
        var audio = await import.ImportArrangedAsync(
            speech,
            name,
            levelled => (arrangement = AlertArrangement.Of(tone, levelled, AlertWords.TimesOf(script.Severity))).Samples,
            cancellationToken);
        return new AlertAudio(audio, words, arrangement!.ToneEnds, arrangement.SpeechBegins);
    }

    private int Speed() => !engine.TakesSpeed
        ? SpeechStyle.Usual.SpeedPercent
        : (int)Math.Clamp(Math.Round(100 * SyllablesASecond / engine.SyllablesASecond), SpeechStyle.SlowestPercent, SpeechStyle.FastestPercent);
}
