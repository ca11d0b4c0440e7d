using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Protocol;
using Microsoft.AspNetCore.Mvc;

namespace CloudBroadcast.Controller.Library;

public sealed class LibraryEndpointsTests(TownHost town, Workshop workshop) : IClassFixture<TownHost>, IClassFixture<Workshop>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_becomes_a_programme_that_can_be_heard()
    {
        var answer = await UploadAsync(await workshop.SoundAsync("a.mp3", "sine=f=440:d=3"), "普法第一期", "law");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var programme = await ReadAsync<ProgrammeView>(answer);
        Assert.Equal(("普法第一期", Category.Law), (programme.Title, programme.Category));
        Assert.InRange(programme.LengthMs, 2990, 3100);
        Assert.InRange(programme.Lufs, -16.7, -15.3);
        Assert.Equivalent(programme, await town.GetAsync<ProgrammeView>(answer.Headers.Location!.ToString()), strict: true);
        Assert.Contains(await town.GetAsync<List<ProgrammeView>>("/api/programmes"), known => known.Id == programme.Id);

        var sound = await town.Http.GetAsync($"/api/programmes/{programme.Id}/audio", Cancellation);
        Assert.Equal(OggOpus.ContentType, sound.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", Assert.Single(sound.Headers.GetValues("X-Content-Type-Options")));
        await using var bytes = await sound.Content.ReadAsStreamAsync(Cancellation);
        Assert.True(OggOpus.TryRead(bytes, out var audio, out var problem), problem);
        Assert.Equal(programme.LengthMs, (long)audio.Length.TotalMilliseconds);
        Assert.Equal(audio.LengthSamples, (await town.Get<LibraryAudio>().OpenAsync(programme.ContentHash, Cancellation)).LengthSamples);
        Assert.Equal(PeakMeter.Points, (await town.GetAsync<WaveformView>($"/api/programmes/{programme.Id}/waveform")).Peaks.Count);
    }

    [Fact]
    public async Task A_part_of_the_sound_is_served()
    {
        var programme = await ReadAsync<ProgrammeView>(await UploadAsync(await workshop.SoundAsync("b.wav", "sine=f=500:d=2"), "一段", "notice"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/programmes/{programme.Id}/audio") { Headers = { Range = new RangeHeaderValue(0, 3) } };
        var answer = await town.Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("OggS"u8.ToArray(), await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task The_same_audio_is_one_file_and_a_second_title_a_second_programme()
    {
        var sound = await workshop.SoundAsync("c.wav", "sine=f=600:d=2");
        var first = await ReadAsync<ProgrammeView>(await UploadAsync(sound, "甲", "notice"));
        var again = await UploadAsync(sound, "甲", "notice");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equivalent(first, await ReadAsync<ProgrammeView>(again), strict: true);
        var other = await ReadAsync<ProgrammeView>(await UploadAsync(sound, "乙", "notice"));
        Assert.Equal(first.ContentHash, other.ContentHash);
        Assert.NotEqual(first.Id, other.Id);

        var path = town.Get<AudioFiles>().PathOf(first.ContentHash);
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync($"/api/programmes/{first.Id}")).StatusCode);
        Assert.True(File.Exists(path));
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync($"/api/programmes/{other.Id}")).StatusCode);
        Assert.False(File.Exists(path));
        Assert.Equal(HttpStatusCode.NotFound, (await DeleteAsync($"/api/programmes/{other.Id}")).StatusCode);
    }

    [Fact]
    public async Task Other_audio_under_a_taken_title_is_refused_and_not_kept()
    {
        await UploadAsync(await workshop.SoundAsync("d.wav", "sine=f=700:d=2"), "占用的名字", "notice");
        var files = Directory.GetFiles(Path.Combine(town.DataFolder, "library"), "*.opus", SearchOption.AllDirectories).Length;
        var refused = await UploadAsync(await workshop.SoundAsync("e.wav", "sine=f=701:d=2"), "占用的名字", "notice");
        Assert.Equal("title is \"占用的名字\". Another programme with other audio has that title.", await ProblemAsync(refused, HttpStatusCode.Conflict));
        Assert.Equal(files, Directory.GetFiles(Path.Combine(town.DataFolder, "library"), "*.opus", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task What_is_not_audio_is_refused_by_name()
    {
        var path = workshop.Path("letter.mp3");
        await File.WriteAllTextAsync(path, "尊敬的村民", Cancellation);
        Assert.Equal(
            "\"letter.mp3\" is not audio, or of a kind that is not read here.",
            await ProblemAsync(await UploadAsync(path, "信", "notice"), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_title_too_long_is_refused()
    {
        var title = new string('长', 121);
        var problem = await ProblemAsync(await UploadAsync(await workshop.SoundAsync("f.wav", "sine=d=1"), title, "notice"), HttpStatusCode.BadRequest);
        Assert.Equal($"title is \"{title}\". Allowed: 1 to 120 characters, none of them a control character.", problem);
    }

    [Fact]
    public async Task An_unknown_category_is_refused() => Assert.Equal(
        "category is \"music\". Allowed: law, fraud, drugs, cults, roadSafety, emergency, notice.",
        await ProblemAsync(await UploadAsync(await workshop.SoundAsync("g.wav", "sine=d=1"), "乐", "music"), HttpStatusCode.BadRequest));

    [Fact]
    public async Task A_text_becomes_a_programme()
    {
        var answer = await PostAsync("/api/programmes/speech", new { title = "停水通知", category = "notice", text = "11月24日07:30停水，电话110。" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var programme = await ReadAsync<ProgrammeView>(answer);
        Assert.Equal("11月24日07:30停水，电话110。", programme.Text);
        Assert.InRange(programme.LengthMs, 3000, 15000);
        Assert.InRange(programme.Lufs, -16.7, -15.3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("。。。")]
    [InlineData("<br>")]
    public async Task A_text_without_words_is_refused(string text) => Assert.StartsWith(
        $"text is \"{text}\". Allowed: 1 to 10000 characters",
        await ProblemAsync(await PostAsync("/api/programmes/speech", new { title = "空", category = "notice", text }), HttpStatusCode.BadRequest),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_playlist_is_written_changed_and_taken_away()
    {
        var one = await ReadAsync<ProgrammeView>(await UploadAsync(await workshop.SoundAsync("h.wav", "sine=f=800:d=2"), "单一", "law"));
        var two = await ReadAsync<ProgrammeView>(await UploadAsync(await workshop.SoundAsync("i.wav", "sine=f=900:d=2"), "单二", "law"));
        var written = await PostAsync("/api/playlists", new { title = "早间", programmeIds = new[] { one.Id, two.Id, one.Id } });
        Assert.Equal(HttpStatusCode.Created, written.StatusCode);
        var playlist = await ReadAsync<PlaylistView>(written);
        Assert.Equal([one.Id, two.Id, one.Id], playlist.ProgrammeIds);
        Assert.Equal("title is \"早间\". Another playlist has that title.", await ProblemAsync(await PostAsync("/api/playlists", new { title = "早间", programmeIds = new[] { one.Id } }), HttpStatusCode.Conflict));
        Assert.Equal(
            "The programme \"单二\" stands in the playlist \"早间\"; take it out there first.",
            await ProblemAsync(await DeleteAsync($"/api/programmes/{two.Id}"), HttpStatusCode.Conflict));

        var changed = await town.Http.PutAsJsonAsync($"/api/playlists/{playlist.Id}", new { title = "晚间", programmeIds = new[] { one.Id } }, TownHost.Json, Cancellation);
        Assert.Equal("晚间", (await ReadAsync<PlaylistView>(changed)).Title);
        Assert.Equal([one.Id], (await town.GetAsync<PlaylistView>($"/api/playlists/{playlist.Id}")).ProgrammeIds);
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync($"/api/programmes/{two.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync($"/api/playlists/{playlist.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await DeleteAsync($"/api/playlists/{playlist.Id}")).StatusCode);
    }

    [Fact]
    public async Task A_playlist_of_unknown_programmes_is_refused()
    {
        var unknown = Guid.CreateVersion7();
        Assert.Equal(
            $"programmeIds is \"{unknown}\". Allowed: the ids of GET /api/programmes.",
            await ProblemAsync(await PostAsync("/api/playlists", new { title = "无", programmeIds = new[] { unknown } }), HttpStatusCode.BadRequest));
        Assert.Equal(
            "programmeIds is \"0 ids\". Allowed: 1 to 200 ids.",
            await ProblemAsync(await PostAsync("/api/playlists", new { title = "无", programmeIds = Array.Empty<Guid>() }), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_scheduled_programme_is_not_taken_away()
    {
        var programme = await ReadAsync<ProgrammeView>(await UploadAsync(await workshop.SoundAsync("j.wav", "sine=f=950:d=2"), "有排期", "law"));
        await using (var database = town.OpenDatabase())
        {
            database.Schedules.Add(new Schedule
            {
                Id = Guid.CreateVersion7(),
                Title = "每日普法",
                ProgrammeId = programme.Id,
                Areas = ["620321104000"],
                VolumePercent = 80,
                Priority = Priority.Scheduled,
                Kind = RecurrenceKind.Daily,
                Weekdays = [],
                Dates = [],
                Except = [],
                StartTime = new TimeOnly(7, 30),
                TimeZone = "Asia/Shanghai",
                Enabled = false,
                CreatedAt = TimeProvider.System.GetUtcNow(),
                ChangedAt = TimeProvider.System.GetUtcNow(),
            });
            await database.SaveChangesAsync(Cancellation);
        }

        Assert.Equal(
            "The programme \"有排期\" stands in the schedule \"每日普法\"; take it out there first.",
            await ProblemAsync(await DeleteAsync($"/api/programmes/{programme.Id}"), HttpStatusCode.Conflict));
    }

    private async Task<HttpResponseMessage> UploadAsync(string path, string title, string category)
    {
        await using var file = File.OpenRead(path);
        using var form = new MultipartFormDataContent
        {
            { new StreamContent(file), "file", Path.GetFileName(path) },
            { new StringContent(title), "title" },
            { new StringContent(category), "category" },
        };
        return await town.Http.PostAsync("/api/programmes", form, Cancellation);
    }

    private Task<HttpResponseMessage> PostAsync<T>(string path, T body) => town.Http.PostAsJsonAsync(path, body, TownHost.Json, Cancellation);

    private Task<HttpResponseMessage> DeleteAsync(string path) => town.Http.DeleteAsync(path, Cancellation);

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        return (await answer.Content.ReadFromJsonAsync<T>(TownHost.Json, Cancellation))!;
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        Assert.Equal(expected, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<ProblemDetails>(Cancellation))!.Detail!;
    }
}
