using System.Globalization;
using System.Text.Json.Nodes;
using CloudBroadcast.Town;

namespace CloudBroadcast.Pictures;

/// <summary>What is made in the demo town beforehand, so that each page has something to show.</summary>
/// <param name="Approved">Id of a programme that may go on air.</param>
/// <param name="Waiting">Id of one that waits for its reviewer.</param>
/// <param name="Playlist">Id of a playlist.</param>
/// <param name="Gateway">Id of a gateway that plays.</param>
/// <param name="Alert">Id of the exercise of an alert.</param>
internal sealed record Sitters(string Approved, string Waiting, string Playlist, string Gateway, string Alert)
{
    public static async Task<Sitters> MakeAsync(TownRunner town, CancellationToken cancellationToken)
    {
        await SampleWeek.FillAsync(town.Api, TimeProvider.System, cancellationToken);
        var waiting = await town.Api.PostAsync("/api/programmes/speech", new
        {
            title = "村民大会通知",
            category = "notice",
            text = "各位村民，后天下午三点，在村委会院子里开村民大会，商量冬天修水渠的事。请每家来一个人。",
        }, cancellationToken);
        var id = (string)waiting["id"]!;
        await town.Api.PostAsync($"/api/reviews/{id}/submit", new { contentHash = (string)waiting["contentHash"]!, verdict = "passed", heard = "declared" }, cancellationToken);
        await town.Api.PostAsync("/api/schedules", new { title = "村民大会通知", programmeId = id, areas = new[] { Place.TownCode }, kind = "daily", startTime = "17:40:00" }, cancellationToken);
        var alert = await town.Api.PostAsync("/api/alerts", new
        {
            exercise = true,
            @event = "冰雹",
            severity = "orangeAlert",
            text = "二十分钟内有冰雹。请立即进屋，不要在树下躲避。牲口赶回圈里。",
            areas = new[] { town.Gateways[3].Place.Code, town.Gateways[4].Place.Code },
            repeatMinutes = 0,
        }, cancellationToken);
        var programmes = await town.Api.GetListAsync("/api/programmes", cancellationToken);
        var playlists = await town.Api.GetListAsync("/api/playlists", cancellationToken);
        return new Sitters(IdOf(programmes, "每日普法：宅基地能不能卖"), id, (string)playlists[0]!["id"]!, town.Gateways[3].Id, (string)alert["id"]!);
    }

    /// <summary>Starts the longest programme everywhere, some seconds from now.</summary>
    public Task PlayAsync(TownRunner town, CancellationToken cancellationToken) => town.Api.PostAsync("/api/broadcasts", new
    {
        programmeId = Approved,
        areas = new[] { Place.TownCode },
        volumePercent = 70,
        startAt = (TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(8)).ToString("O", CultureInfo.InvariantCulture),
    }, cancellationToken);

    private static string IdOf(JsonArray programmes, string title) => (string)programmes.First(programme => (string)programme!["title"]! == title)!["id"]!;
}
