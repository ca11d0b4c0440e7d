using System.Net;
using System.Net.Http.Json;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Door;

namespace CloudBroadcast.Controller.Library.Versions;

public sealed class VersionTests(TownHost town, Workshop workshop) : IClassFixture<TownHost>, IClassFixture<Workshop>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cut_is_a_new_version_with_a_fade_and_the_old_one_is_kept_until_the_programme_goes()
    {
        var first = await MakeAsync("剪", Workshop.Chord(8));
        var cut = await ReadAsync(await PostAsync($"/api/programmes/{first.Id}/cut", new { version = 1, startMs = 1000, endMs = 6000, fadeInMs = 2000 }));
        Assert.Equal(2, cut.Version);
        Assert.NotEqual(first.ContentHash, cut.ContentHash);
        Assert.InRange(cut.LengthMs, 4_980, 5_050);
        var peaks = (await town.GetAsync<WaveformView>($"/api/programmes/{first.Id}/waveform")).Peaks;
        Assert.True(peaks[4] < peaks[200] / 4, $"{peaks[4]} at the start, {peaks[200]} in the middle");

        var versions = await town.GetAsync<List<VersionView>>($"/api/programmes/{first.Id}/versions");
        Assert.Equal([(2, true, cut.ContentHash), (1, false, first.ContentHash)], versions.Select(version => (version.Number, version.IsPresent, version.ContentHash)));
        Assert.Equal("token test", versions[0].MadeBy);
        Assert.Equal(HttpStatusCode.OK, (await town.Http.GetAsync(new Uri($"/api/programmes/{first.Id}/versions/1/audio", UriKind.Relative), Cancellation)).StatusCode);

        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync($"/api/programmes/{first.Id}/versions/1/restore", new { version = 1 })).StatusCode);
        var restored = await ReadAsync(await PostAsync($"/api/programmes/{first.Id}/versions/1/restore", new { version = 2 }));
        Assert.Equal((3, first.ContentHash), (restored.Version, restored.ContentHash));

        var files = town.Get<AudioFiles>();
        Assert.Equal(HttpStatusCode.NoContent, (await town.Http.DeleteAsync(new Uri($"/api/programmes/{first.Id}", UriKind.Relative), Cancellation)).StatusCode);
        Assert.False(File.Exists(files.PathOf(first.ContentHash)) || File.Exists(files.PathOf(cut.ContentHash)));
    }

    [Theory]
    [InlineData(0, 9_000, 0)]
    [InlineData(8_000, 8_000, 0)]
    [InlineData(2_000, 2_500, 0)]
    [InlineData(0, 2_000, 2_500)]
    [InlineData(-1, 2_000, 0)]
    public async Task A_cut_that_does_not_fit_is_refused(long startMs, long endMs, long fadeOutMs)
    {
        var programme = await MakeAsync($"不合适 {startMs} {endMs}", Workshop.Chord(4));
        var answer = await PostAsync($"/api/programmes/{programme.Id}/cut", new { version = 1, startMs, endMs, fadeOutMs });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Title_tags_and_last_day_are_changed_once_for_each_revision()
    {
        var programme = await MakeAsync("改名前", "sine=f=460:d=2");
        var change = new { title = "改名后", category = "law", tags = new[] { "冬季" }, validUntil = "2026-12-31", revision = 0 };
        var changed = await ReadAsync(await town.Http.PutAsJsonAsync($"/api/programmes/{programme.Id}", change, Cancellation));
        Assert.Equal(("改名后", Category.Law, new DateOnly(2026, 12, 31), 1), (changed.Title, changed.Category, changed.ValidUntil!.Value, changed.Version));
        Assert.Equal(HttpStatusCode.Conflict, (await town.Http.PutAsJsonAsync($"/api/programmes/{programme.Id}", change, Cancellation)).StatusCode);
        var library = town.Get<ProgrammeLibrary>();
        Assert.Contains(await library.OfferedAsync(new DateOnly(2026, 12, 31), Cancellation), offered => offered.Id == programme.Id);
        Assert.DoesNotContain(await library.OfferedAsync(new DateOnly(2027, 1, 1), Cancellation), offered => offered.Id == programme.Id);
        Assert.Equal(HttpStatusCode.BadRequest, (await town.Http.PutAsJsonAsync(
            $"/api/programmes/{programme.Id}", new { title = "改名后", category = "law", tags = new[] { "有 空格" }, revision = 1 }, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task The_towns_word_is_read_so_from_then_on_and_not_after_it_is_removed()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await town.Http.PutAsJsonAsync("/api/lexicon/看火", new { pinyin = "kan" }, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await town.Http.PutAsJsonAsync("/api/lexicon/看火", new { pinyin = "kān huǒ" }, Cancellation)).StatusCode);
        Assert.Equal("睡前kan1 huo3，去银hang2", (await town.Get<TownLexicon>().ReadAsync(Cancellation)).Apply("睡前看火，去银行"));
        Assert.Equal(HttpStatusCode.NoContent, (await town.Http.DeleteAsync(new Uri("/api/lexicon/看火", UriKind.Relative), Cancellation)).StatusCode);
        Assert.Equal("看火", (await town.Get<TownLexicon>().ReadAsync(Cancellation)).Apply("看火"));
    }

    [Fact]
    public async Task A_text_is_tried_without_being_kept()
    {
        var answer = await PostAsync("/api/speech/preview", new { text = "各位村民", voice = "female", speedPercent = 120 });
        Assert.Equal("audio/wav", answer.Content.Headers.ContentType?.MediaType);
        var wav = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal(wav.Length - 8, BitConverter.ToInt32(wav, 4));
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("/api/speech/preview", new { text = "各位村民", voice = "nobody" })).StatusCode);
    }

    [Theory]
    [InlineData("VillageCadre")]
    [InlineData("Reviewer")]
    public async Task Who_may_not_edit_the_library_changes_nothing_by_any_door(string role)
    {
        var programme = await MakeAsync($"不许动 {role}", "sine=f=470:d=2");
        using var person = await People.LoginAsync(town, Enum.Parse<Role>(role));
        person.DefaultRequestHeaders.Add(OriginGate.Header, "1");
        (string Method, string Path, object? Body)[] writes =
        [
            ("POST", "/api/programmes/speech", new { title = "x", category = "law", text = "x" }),
            ("PUT", $"/api/programmes/{programme.Id}", new { title = "x", category = "law", tags = Array.Empty<string>(), revision = 0 }),
            ("DELETE", $"/api/programmes/{programme.Id}", null),
            ("POST", $"/api/programmes/{programme.Id}/cut", new { version = 1, startMs = 0, endMs = 1500 }),
            ("POST", $"/api/programmes/{programme.Id}/speech", new { version = 1, text = "x" }),
            ("POST", $"/api/programmes/{programme.Id}/versions/1/restore", new { version = 1 }),
            ("POST", "/api/uploads", new { fileName = "x.mp3", bytes = 1, category = "law" }),
            ("PUT", "/api/lexicon/看火", new { pinyin = "kan1 huo3" }),
            ("DELETE", "/api/lexicon/看火", null),
            ("POST", "/api/speech/preview", new { text = "x" }),
            ("POST", "/api/playlists", new { title = "x", programmeIds = new[] { programme.Id } }),
        ];
        foreach (var (method, path, body) in writes)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : JsonContent.Create(body) };
            using var answer = await person.SendAsync(request, Cancellation);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path}: {answer.StatusCode}");
        }

        var page = await person.GetStringAsync(new Uri($"/library/{programme.Id}", UriKind.Relative), Cancellation);
        Assert.DoesNotContain("剪成新的一版", page, StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("_handler", "delete"), .. FormToken(page)]);
        Assert.False((await person.PostAsync(new Uri($"/library/{programme.Id}", UriKind.Relative), form, Cancellation)).IsSuccessStatusCode);
        Assert.Equivalent(programme, await town.GetAsync<ProgrammeView>($"/api/programmes/{programme.Id}") with { Review = null }, strict: true);
    }

    private static IEnumerable<KeyValuePair<string, string>> FormToken(string page)
    {
        var match = System.Text.RegularExpressions.Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"");
        return match.Success ? [KeyValuePair.Create("__RequestVerificationToken", match.Groups[1].Value)] : [];
    }

    private async Task<ProgrammeView> MakeAsync(string title, string generator)
    {
        await using var file = File.OpenRead(await workshop.SoundAsync($"{Guid.NewGuid():N}.wav", generator));
        var added = await town.Get<ProgrammeLibrary>().ImportAsync(file, "a.wav", title, Category.Notice, progress: null, Cancellation);
        return ProgrammeView.Of(added.Programme);
    }

    private Task<HttpResponseMessage> PostAsync(string path, object body) => town.Http.PostAsJsonAsync(path, body, Cancellation);

    private static async Task<ProgrammeView> ReadAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        return (await answer.Content.ReadFromJsonAsync<ProgrammeView>(TownHost.Json, Cancellation))!;
    }
}
