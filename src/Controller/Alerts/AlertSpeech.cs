using System.Globalization;
using CloudBroadcast.Controller.Alerts.Sound;
using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>Makes the audio of an alert, and keeps it in the library under a name that says when.</summary>
internal sealed class AlertSpeech(
    AlertSound sound, ProgrammeLibrary library, IDbContextFactory<TownDbContext> databases, IOptions<AlertOptions> options, TownZone zone, TimeProvider time)
{
    /// <summary>The programme; its words are said by whoever issues alerts, where the script names nobody.</summary>
    /// <param name="alert">Whose.</param>
    /// <param name="headline">As it is called.</param>
    /// <param name="script">One that the rules have nothing against.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SpeechFailedException">The voice failed.</exception>
    /// <exception cref="Library.Import.AudioRefusedException">What it said is too long, or nothing.</exception>
    public async Task<Programme> SpeakAsync(Guid alert, string headline, AlertScript script, CancellationToken cancellationToken)
    {
        var at = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var title = $"{headline} {at} {alert.ToString("n")[^6..]}";
        var made = await sound.MakeAsync(script with { Issuer = script.Issuer ?? await IssuerAsync(cancellationToken) }, title, cancellationToken);
        var source = new AudioSource(ProgrammeOrigin.Spoken, made.Words, SpeechStyle.Usual);
        return (await library.AddAsync(made.Audio, title, Category.Emergency, source, by: null, cancellationToken)).Programme;
    }

    private async Task<string?> IssuerAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Issuer.Length > 0)
        {
            return options.Value.Issuer;
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return (await AreaTree.LoadAsync(database, cancellationToken)).TownOrNone?.Name;
    }
}
