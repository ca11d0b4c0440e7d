using System.Net;
using System.Text.Json;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Operators;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Library.Review;

public sealed class ReviewTests : IAsyncDisposable
{
    private readonly CastTown _town = new();

    public ReviewTests() => _town.Host.Settings["Library:ReviewSteps"] = "3";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task Three_people_take_a_programme_from_draft_to_approved_and_the_trail_names_them()
    {
        var (programme, _) = await _town.AddProgrammeAsync(50);
        using var editor = await _town.ColleagueAsync(Role.Editor);
        using var reviewer = await _town.ColleagueAsync(Role.Reviewer);
        using var approver = await _town.ColleagueAsync(Role.Approver);

        Assert.Equal("draft", await _town.StateAsync(programme));
        Assert.Equal("awaitsReview", (await editor.StepAsync("submit", programme)).Answer.GetProperty("state").GetString());
        Assert.Equal("awaitsApproval", (await reviewer.StepAsync("review", programme, heard: "declared", remark: "很好")).Answer.GetProperty("state").GetString());
        Assert.Equal(programme.Id, (await _town.Host.GetAsync<JsonElement>("/api/reviews")).EnumerateArray().Single().GetProperty("programmeId").GetGuid());
        Assert.Equal("approved", (await approver.StepAsync("approve", programme)).Answer.GetProperty("state").GetString());

        Assert.Empty((await _town.Host.GetAsync<JsonElement>("/api/reviews")).EnumerateArray());
        await using var database = _town.Host.OpenDatabase();
        var entries = await database.AuditEntries.Where(entry => entry.Subject == programme.Title).OrderBy(entry => entry.Number).ToListAsync(Stop);
        Assert.Equal(["programme.submit", "programme.review", "programme.approve"], entries.Select(entry => entry.Action));
        Assert.Contains("很好", entries[1].After, StringComparison.Ordinal);
        Assert.Contains("declared", entries[1].After, StringComparison.Ordinal);
        Assert.Contains(programme.ContentHash, entries[2].After, StringComparison.Ordinal);
        Assert.Equal(3, entries.Select(entry => entry.Who).Distinct().Count());
    }

    [Fact]
    public async Task One_person_passing_two_steps_is_refused_whatever_roles_there_are()
    {
        var (programme, _) = await _town.AddProgrammeAsync(50);
        using var all = await _town.ColleagueAsync(Role.Editor, Role.Reviewer, Role.Approver);
        using var two = await _town.ColleagueAsync(Role.Reviewer, Role.Approver);

        Assert.Equal(HttpStatusCode.OK, (await all.StepAsync("submit", programme)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await all.StepAsync("review", programme)).Status);
        Assert.Equal(HttpStatusCode.OK, (await two.StepAsync("review", programme)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await two.StepAsync("approve", programme)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await all.StepAsync("approve", programme)).Status);
        Assert.Equal("awaitsApproval", await _town.StateAsync(programme));
    }

    [Fact]
    public async Task Nobody_judges_what_they_have_made_in_any_version()
    {
        var (programme, _) = await _town.AddProgrammeAsync(50);
        var (audio, _) = await _town.AddProgrammeAsync(60);
        var (name, _, id) = await People.MakeAsync(_town.Host, Role.Editor);
        await using (var database = _town.Host.OpenDatabase())
        {
            database.ReviewMarks.Add(new ReviewMark { ProgrammeId = programme.Id, ContentHash = programme.ContentHash, Round = 1, Step = ReviewStep.Entry, Verdict = ReviewVerdict.Passed, PersonId = id, Who = name, At = DateTimeOffset.UnixEpoch });
            await database.SaveChangesAsync(Stop);
        }

        await _town.RecordAnewAsync(programme, audio);
        var found = (await _town.Host.Get<ReviewBook>().FindAsync(programme.Id, Stop))!;
        var person = new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity(
            [new(System.Security.Claims.ClaimTypes.NameIdentifier, id.ToString()), new(OperatorClaims.Role, nameof(Role.Reviewer)), new(OperatorClaims.Role, nameof(Role.Editor))], "test"));

        Assert.Equal(ReviewRefusal.OwnWork, ReviewRules.RefusalOf(ReviewStep.Review, person, found.Standing, found.Makers));
        Assert.Null(ReviewRules.RefusalOf(ReviewStep.Submission, person, found.Standing, found.Makers));
    }

    [Fact]
    public async Task Who_uploads_is_the_maker()
    {
        using var editor = await _town.ColleagueAsync(Role.Editor);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(ToneFile.Of(seconds: 2, hertz: 440)), "file", "a.wav" }, { new StringContent("村务"), "title" }, { new StringContent("notice"), "category" } };
        using var answer = await editor.PostAsync(new Uri("/api/programmes", UriKind.Relative), form, Stop);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);

        await using var database = _town.Host.OpenDatabase();
        var mark = await database.ReviewMarks.SingleAsync(Stop);
        var account = await database.Accounts.SingleAsync(account => account.DisplayName == nameof(Role.Editor), Stop);
        Assert.Equal((ReviewStep.Entry, account.Id, account.DisplayName), (mark.Step, mark.PersonId!.Value, mark.Who));
    }

    [Fact]
    public async Task What_is_given_back_says_why_and_begins_again()
    {
        var (programme, _) = await _town.AddProgrammeAsync(50);
        using var editor = await _town.ColleagueAsync(Role.Editor);
        using var reviewer = await _town.ColleagueAsync(Role.Reviewer);
        using var approver = await _town.ColleagueAsync(Role.Approver);
        await editor.StepAsync("submit", programme);
        await reviewer.StepAsync("review", programme);

        var mute = await approver.StepAsync("approve", programme, "returned");
        var back = await approver.StepAsync("approve", programme, "returned", heard: "none", remark: "“一二〇”读错了");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (mute.Status, back.Status));
        Assert.True(mute.Answer.GetProperty("errors").TryGetProperty("remark", out _));
        Assert.Equal("returned", back.Answer.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await reviewer.StepAsync("review", programme)).Status);
        Assert.Equal(HttpStatusCode.OK, (await editor.StepAsync("submit", programme)).Status);
        Assert.Equal(HttpStatusCode.OK, (await reviewer.StepAsync("review", programme)).Status);
        Assert.Equal("approved", (await approver.StepAsync("approve", programme)).Answer.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Other_audio_is_a_draft_and_what_is_put_back_is_approved_as_it_was()
    {
        var (programme, _) = await _town.AddProgrammeAsync(50);
        var (audio, _) = await _town.AddProgrammeAsync(60);
        await _town.ApproveAsync(programme);
        await _town.RecordAnewAsync(programme, audio);
        Assert.Equal("draft", await _town.StateAsync(programme));

        using var editor = await _town.ColleagueAsync(Role.Editor);
        var stale = await editor.StepAsync("submit", programme);
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains(programme.ContentHash, stale.Answer.GetProperty("detail").GetString(), StringComparison.Ordinal);

        await _town.RecordAnewAsync(programme, programme);
        Assert.Equal("approved", await _town.StateAsync(programme));
    }

    [Fact]
    public async Task Nobody_passes_what_was_not_heard()
    {
        var (programme, _) = await _town.AddProgrammeAsync(50);
        using var editor = await _town.ColleagueAsync(Role.Editor);
        var deaf = await editor.StepAsync("submit", programme, heard: "none");
        Assert.Equal(HttpStatusCode.BadRequest, deaf.Status);
        Assert.True(deaf.Answer.GetProperty("errors").TryGetProperty("heard", out _));
        Assert.Equal("draft", await _town.StateAsync(programme));
    }

    [Fact]
    public async Task Of_two_who_press_at_once_one_is_too_late()
    {
        var (programme, _) = await _town.AddProgrammeAsync(50);
        using var editor = await _town.ColleagueAsync(Role.Editor);
        await editor.StepAsync("submit", programme);
        using var one = await _town.ColleagueAsync(Role.Reviewer);
        using var other = await _town.ColleagueAsync(Role.Reviewer);

        var answers = await Task.WhenAll(one.StepAsync("review", programme), other.StepAsync("review", programme));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(answer => answer.Status).Order());
        await using var database = _town.Host.OpenDatabase();
        Assert.Equal(1, await database.ReviewMarks.CountAsync(mark => mark.Step == ReviewStep.Review, Stop));
    }

    [Fact]
    public async Task A_small_team_asks_for_editor_and_approver()
    {
        _town.Host.Settings["Library:ReviewSteps"] = "2";
        var (programme, _) = await _town.AddProgrammeAsync(50);
        using var editor = await _town.ColleagueAsync(Role.Editor);
        using var approver = await _town.ColleagueAsync(Role.Approver);
        Assert.Equal("awaitsApproval", (await editor.StepAsync("submit", programme)).Answer.GetProperty("state").GetString());
        Assert.Equal("approved", (await approver.StepAsync("approve", programme)).Answer.GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_marks_go_with_their_programme()
    {
        var (programme, _) = await _town.AddProgrammeAsync(50);
        await _town.ApproveAsync(programme);
        using var answer = await _town.Host.Http.DeleteAsync(new Uri($"/api/programmes/{programme.Id}", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await using var database = _town.Host.OpenDatabase();
        Assert.False(await database.ReviewMarks.AnyAsync(Stop));
    }
}
