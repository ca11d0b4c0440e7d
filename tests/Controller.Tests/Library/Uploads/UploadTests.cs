using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Operators;

namespace CloudBroadcast.Controller.Library.Uploads;

public sealed class UploadTests(Workshop workshop) : IClassFixture<Workshop>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pieces_become_a_programme_also_over_a_restart_in_between()
    {
        var folder = Directory.CreateTempSubdirectory("uploads-").FullName;
        var bytes = await File.ReadAllBytesAsync(await workshop.SoundAsync("a.wav", "sine=f=440:d=3"), Cancellation);
        Guid id;
        await using (var town = new TownHost { KeptFolder = folder })
        {
            id = (await BeginAsync(town.Http, bytes.Length)).Id;
            Assert.Equal(100_000, (await ReadAsync(await AppendAsync(town.Http, id, 0, bytes.AsMemory(0, 100_000)))).Received);
            Assert.Equal(HttpStatusCode.Conflict, (await AppendAsync(town.Http, id, 0, bytes.AsMemory(0, 10))).StatusCode);
            Assert.Equal(HttpStatusCode.Conflict, (await town.Http.PostAsJsonAsync($"/api/uploads/{id}/finish", new { }, Cancellation)).StatusCode);
        }

        await using var again = new TownHost { KeptFolder = folder };
        Assert.Equal(100_000, (await again.GetAsync<UploadView>($"/api/uploads/{id}")).Received);
        await ReadAsync(await AppendAsync(again.Http, id, 100_000, bytes.AsMemory(100_000)));
        await ReadAsync(await again.Http.PostAsJsonAsync($"/api/uploads/{id}/finish", new { title = "分段来的" }, Cancellation));
        var done = await UntilOverAsync(again, id);
        Assert.Equal(UploadState.Done, done.State);
        Assert.Equal("分段来的", (await again.GetAsync<ProgrammeView>($"/api/programmes/{done.ProgrammeId}")).Title);
        Assert.False(File.Exists(again.Get<AudioFiles>().UploadFile(id)));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_piece_that_broke_off_keeps_what_has_arrived()
    {
        await using var town = new TownHost();
        var id = (await BeginAsync(town.Http, 1_000_000)).Id;
        var desk = town.Get<UploadDesk>();
        var owner = new CloudBroadcast.Controller.Operators.Audit.Actor("token test", "");
        await Assert.ThrowsAsync<IOException>(() => desk.AppendAsync(owner, id, 0, new BrokenStream(300_000), Cancellation));
        Assert.Equal(300_000, (await town.GetAsync<UploadView>($"/api/uploads/{id}")).Received);
    }

    [Fact]
    public async Task What_is_too_much_is_refused()
    {
        await using var town = new TownHost { Settings = { ["Library:OpenUploads"] = "2", ["Library:MaxUploadBytes"] = "5000" } };
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(town.Http, 5001)).StatusCode);
        var id = (await BeginAsync(town.Http, 10)).Id;
        Assert.Equal(HttpStatusCode.BadRequest, (await AppendAsync(town.Http, id, 0, new byte[11])).StatusCode);
        await BeginAsync(town.Http, 10);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(town.Http, 10)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await town.Http.DeleteAsync(new Uri($"/api/uploads/{id}", UriKind.Relative), Cancellation)).StatusCode);
        await BeginAsync(town.Http, 10);
    }

    [Fact]
    public async Task What_is_not_audio_is_refused_with_the_fault_and_the_file_is_gone()
    {
        await using var town = new TownHost();
        var id = (await BeginAsync(town.Http, 9)).Id;
        await ReadAsync(await AppendAsync(town.Http, id, 0, "no audio!"u8.ToArray()));
        await ReadAsync(await town.Http.PostAsJsonAsync($"/api/uploads/{id}/finish", new { }, Cancellation));
        var refused = await UntilOverAsync(town, id);
        Assert.Equal((UploadState.Refused, ImportFault.NotAudio), (refused.State, refused.Fault!.Value));
        Assert.False(File.Exists(town.Get<AudioFiles>().UploadFile(id)));
    }

    [Fact]
    public async Task Nobody_sees_another_ones_upload_and_old_ones_are_swept()
    {
        await using var town = new TownHost { Settings = { ["Library:UploadLife"] = "00:01:00" } };
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        town.Replace = services => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<TimeProvider>(services, clock);
        var id = (await BeginAsync(town.Http, 10)).Id;
        await ReadAsync(await AppendAsync(town.Http, id, 0, new byte[5]));
        using var other = await People.LoginAsync(town, Role.Editor);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(new Uri($"/api/uploads/{id}", UriKind.Relative), Cancellation)).StatusCode);
        clock.Advance(TimeSpan.FromMinutes(2));
        await town.Get<UploadImports>().SweepAsync(Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, (await town.Http.GetAsync(new Uri($"/api/uploads/{id}", UriKind.Relative), Cancellation)).StatusCode);
        Assert.False(File.Exists(town.Get<AudioFiles>().UploadFile(id)));
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, int bytes) =>
        http.PostAsJsonAsync("/api/uploads", new { fileName = "通知.wav", bytes, category = "notice" }, Cancellation);

    private static async Task<UploadView> BeginAsync(HttpClient http, int bytes) => await ReadAsync(await PostAsync(http, bytes));

    private static Task<HttpResponseMessage> AppendAsync(HttpClient http, Guid id, long offset, ReadOnlyMemory<byte> piece) => http.PatchAsync(
        new Uri($"/api/uploads/{id}?offset={offset}", UriKind.Relative),
        new ReadOnlyMemoryContent(piece) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
        Cancellation);

    private static async Task<UploadView> ReadAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        return (await answer.Content.ReadFromJsonAsync<UploadView>(TownHost.Json, Cancellation))!;
    }

    private static async Task<UploadView> UntilOverAsync(TownHost town, Guid id)
    {
        UploadView view;
        do
        {
            view = await town.GetAsync<UploadView>($"/api/uploads/{id}");
        }
        while (view.State is UploadState.Importing);
        return view;
    }

    // A line that breaks after so many bytes.
    private sealed class BrokenStream(int bytes) : MemoryStream
    {
        private int _left = bytes;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var got = Math.Min(_left, buffer.Length);
            _left -= got;
            return got > 0 ? ValueTask.FromResult(got) : throw new IOException("The line broke.");
        }
    }
}
