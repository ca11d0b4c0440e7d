using System.Globalization;
using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Library;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>Makes the audio of an alert, and keeps it in the library under a name that says when.</summary>
internal sealed class AlertSpeech(ProgrammeLibrary library, TownZone zone, TimeProvider time)
{
    /// <exception cref="Library.Speech.SpeechFailedException">The voice failed.</exception>
    /// <exception cref="Library.Import.AudioRefusedException">What it said is too long, or nothing.</exception>
    public async Task<Programme> SpeakAsync(Guid alert, string headline, string words, CancellationToken cancellationToken)
    {
        var at = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return (await library.SpeakAsync(words, $"{headline} {at} {alert.ToString("n")[^6..]}", Category.Emergency, cancellationToken)).Programme;
    }
}
