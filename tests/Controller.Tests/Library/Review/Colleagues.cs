using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Door;

namespace CloudBroadcast.Controller.Library.Review;

/// <summary>People of a town that reviews, over the API.</summary>
internal static class Colleagues
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Somebody with these roles, logged in, who may call the API.</summary>
    public static async Task<HttpClient> ColleagueAsync(this CastTown town, params Role[] roles)
    {
        var person = await People.LoginAsync(town.Host, roles);
        person.DefaultRequestHeaders.Add(OriginGate.Header, "1");
        return person;
    }

    public static async Task<(HttpStatusCode Status, JsonElement Answer)> StepAsync(
        this HttpClient person, string step, Programme programme, string verdict = "passed", string heard = "played", string? remark = null, string? hash = null)
    {
        using var answer = await person.PostAsJsonAsync(
            $"/api/reviews/{programme.Id}/{step}", new { contentHash = hash ?? programme.ContentHash, verdict, heard, remark }, TownHost.Json, Stop);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Stop));
    }

    /// <summary>The three steps, each by another person.</summary>
    public static async Task ApproveAsync(this CastTown town, Programme programme)
    {
        foreach (var (role, step) in new[] { (Role.Editor, "submit"), (Role.Reviewer, "review"), (Role.Approver, "approve") })
        {
            using var person = await town.ColleagueAsync(role);
            Assert.Equal(HttpStatusCode.OK, (await person.StepAsync(step, programme)).Status);
        }
    }

    public static async Task<string?> StateAsync(this CastTown town, Programme programme) =>
        (await town.Host.GetAsync<JsonElement>($"/api/programmes/{programme.Id}")).GetProperty("review").GetString();

    /// <summary>Gives the programme the audio of another one, as an edit does.</summary>
    public static async Task RecordAnewAsync(this CastTown town, Programme programme, Programme audio)
    {
        await using var database = town.Host.OpenDatabase();
        var changed = await database.Programmes.FindAsync([programme.Id], Stop);
        database.Entry(changed!).Property(known => known.ContentHash).CurrentValue = audio.ContentHash;
        await town.Host.Get<ReviewBook>().NoteEntryAsync(database, changed!, Stop);
        await database.SaveChangesAsync(Stop);
        town.Host.Get<ReviewBook>().RaiseChanged();
    }
}
