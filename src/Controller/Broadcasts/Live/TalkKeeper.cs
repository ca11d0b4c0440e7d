using System.Globalization;
using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Import;

namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>Keeps what was said as a programme of the library, levelled like any other.</summary>
internal sealed partial class TalkKeeper(
    ProgrammeLibrary library, TownZone town, IHostApplicationLifetime lifetime, ILogger<TalkKeeper> logger)
{
    /// <summary>The programme; null where there was nothing that could be one.</summary>
    /// <param name="recording">What was said.</param>
    /// <param name="at">When the talk began.</param>
    /// <param name="speaker">Who spoke.</param>
    public async Task<Programme?> KeepAsync(TalkRecording recording, DateTimeOffset at, string speaker)
    {
        using var file = recording.ToFile();
        if (file is null)
        {
            return null;
        }

        var title = string.Create(CultureInfo.InvariantCulture, $"喊话 {TimeZoneInfo.ConvertTime(at, town.Zone):yyyy-MM-dd HH:mm:ss} {speaker}");
        try
        {
            return (await library.ImportAsync(file, title, title, Category.Notice, progress: null, lifetime.ApplicationStopping)).Programme;
        }
        catch (Exception error) when (error is AudioRefusedException or LibraryConflictException or OperationCanceledException)
        {
            LogRefused(title, error.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The recording of \"{Title}\" was not kept: {Problem}")]
    private partial void LogRefused(string title, string problem);
}
