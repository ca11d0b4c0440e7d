using System.Net;
using System.Text.Json;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Review;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Library.Columns;

/// <summary>Episodes that come by themselves, from a folder and from a server of podcasts on this machine.</summary>
public sealed class ColumnSourceTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Utc("2026-11-24T01:00"));
    private readonly Workshop _workshop = new();
    private readonly CastTown _town;

    public ColumnSourceTests()
    {
        _town = new CastTown(time: _time);
        _town.Host.Settings["Library:ReviewSteps"] = "3";
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _town.DisposeAsync();
        _workshop.Dispose();
    }

    [Fact]
    public async Task A_file_in_the_folder_becomes_a_draft_and_the_last_episode_once_it_has_stood_still()
    {
        var folder = Directory.CreateDirectory(_workshop.Path("普法")).FullName;
        var sound = await File.ReadAllBytesAsync(await _workshop.SoundAsync("tone.mp3", "sine=f=440:d=2"), Stop);
        _town.Host.Settings["Columns:Folders:普法"] = folder;
        var (old, _) = await _town.AddProgrammeAsync(50, "第 1 期");
        var column = await ColumnAsync(new { title = "每日普法", programmeIds = new[] { old.Id }, source = "folder", folder = "普法", category = "law" });
        File.CreateSymbolicLink(Path.Combine(folder, "passwd.mp3"), "/etc/passwd");
        await File.WriteAllTextAsync(Path.Combine(folder, "说明.txt"), "这不是音频", Stop);
        var file = Path.Combine(folder, "第 2 期：宅基地.mp3");
        await File.WriteAllBytesAsync(file, sound[..(sound.Length / 2)], Stop);

        await LookAsync();
        await File.WriteAllBytesAsync(file, sound, Stop);
        await LookAsync();
        Assert.Equal(["第 1 期"], await EpisodesAsync(column));
        await LookAsync();
        await LookAsync();

        Assert.Equal(["第 1 期", "第 2 期：宅基地"], await EpisodesAsync(column));
        Assert.Equal(ReviewState.Draft, (await _town.Host.GetAsync<List<ProgrammeView>>("/api/programmes")).Single(programme => programme.Title == "第 2 期：宅基地").Review);
        Assert.Contains("“说明.txt”不是能用的音频", (await ColumnAsync(column)).GetProperty("trouble").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("普法/../..")]
    [InlineData("普法/里面")]
    public async Task No_folder_outside_of_what_is_configured_is_taken(string folder)
    {
        var root = Directory.CreateDirectory(_workshop.Path("普法")).FullName;
        _town.Host.Settings["Columns:Folders:普法"] = root;
        Directory.CreateSymbolicLink(Path.Combine(root, "里面"), "/etc");

        var answer = await _town.PostAsync("/api/columns", new { title = "每日普法", source = "folder", folder });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("普法", Assert.Single(await _town.Host.GetAsync<List<string>>("/api/columns/folders")));
    }

    [Fact]
    public async Task Entries_of_a_feed_come_oldest_first_and_what_is_unchanged_is_not_sent_again()
    {
        var sound = await File.ReadAllBytesAsync(await _workshop.SoundAsync("tone.mp3", "sine=f=440:d=2"), Stop);
        await using var server = await ServeAsync(sound);
        _town.Host.Settings["Columns:FeedNetworks:0"] = "127.0.0.0/8";
        var column = await ColumnAsync(new { title = "每日普法", source = "feed", feedUrl = new Uri(server.Home, "feed.xml") });

        await LookAsync();
        _time.Advance(TimeSpan.FromMinutes(31));
        await LookAsync();

        Assert.Equal(["第 1 期", "第 2 期"], await EpisodesAsync(column));
        Assert.Equal([200, 304], server.Answers);
        Assert.Equal(JsonValueKind.Null, (await ColumnAsync(column)).GetProperty("trouble").ValueKind);
    }

    [Fact]
    public async Task A_feed_on_a_private_address_is_not_fetched_unless_the_configuration_names_it()
    {
        await using var server = await ServeAsync([]);
        var column = await ColumnAsync(new { title = "每日普法", source = "feed", feedUrl = $"http://localhost:{server.Home.Port}/feed.xml" });

        await LookAsync();

        Assert.Empty(server.Answers);
        Assert.StartsWith("这个地址打不开", (await ColumnAsync(column)).GetProperty("trouble").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::1", false)]
    [InlineData("172.20.3.4", true)]
    public void Only_public_addresses_and_named_networks_are_let(string address, bool isLet)
    {
        var door = new FeedDoor(Microsoft.Extensions.Options.Options.Create(new ColumnOptions { FeedNetworks = ["172.20.0.0/16"] }));

        Assert.Equal(isLet, door.Lets(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel><item><title>&x;</title></item></channel></rss>")]
    [InlineData("<html></html>")]
    [InlineData("")]
    public void What_is_no_feed_is_refused(string text)
    {
        using var feed = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));

        Assert.Throws<System.Xml.XmlException>(() => FeedReader.Read(feed, new Uri("https://example.org/")));
    }

    [Fact]
    public void An_entry_without_audio_over_http_is_none()
    {
        using var feed = new MemoryStream("<rss><channel><item><title>a</title><enclosure url='file:///etc/passwd'/></item><item><title>b</title></item><item><title>c</title><enclosure url='c.mp3'/></item></channel></rss>"u8.ToArray());

        Assert.Equal([("c", "https://example.org/c.mp3")], FeedReader.Read(feed, new Uri("https://example.org/")).Select(entry => (entry.Title, entry.Audio.AbsoluteUri)));
    }

    private Task LookAsync() => _town.Host.Get<ColumnWatch>().LookAsync(Stop);

    private async Task<Guid> ColumnAsync(object wish)
    {
        var answer = await _town.PostAsync("/api/columns", wish);
        var body = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("id").GetGuid();
    }

    private Task<JsonElement> ColumnAsync(Guid id) => _town.Host.GetAsync<JsonElement>($"/api/columns/{id}");

    private async Task<IEnumerable<string>> EpisodesAsync(Guid column)
    {
        var titles = (await _town.Host.GetAsync<List<ProgrammeView>>("/api/programmes")).ToDictionary(programme => programme.Id, programme => programme.Title);
        return (await ColumnAsync(column)).GetProperty("programmeIds").EnumerateArray().Select(id => titles[id.GetGuid()]).ToList();
    }

    private static async Task<PodcastServer> ServeAsync(byte[] sound)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new PodcastServer(builder.Build());
        await server.StartAsync(sound);
        return server;
    }

    /// <summary>A feed of two entries, the newest first as podcasts have it, and their audio.</summary>
    private sealed class PodcastServer(WebApplication app) : IAsyncDisposable
    {
        private readonly List<int> _answers = [];

        public Uri Home { get; private set; } = new("http://127.0.0.1/");

        /// <summary>Status of each answer of the feed.</summary>
        public IReadOnlyList<int> Answers => _answers;

        public async Task StartAsync(byte[] sound)
        {
            app.MapGet("/feed.xml", (HttpRequest request) =>
            {
                var isKnown = request.Headers.IfNoneMatch == "\"one\"";
                _answers.Add(isKnown ? 304 : 200);
                request.HttpContext.Response.Headers.ETag = "\"one\"";
                return isKnown ? Results.StatusCode(304) : Results.Text("""
                    <?xml version="1.0" encoding="utf-8"?>
                    <rss version="2.0"><channel><title>普法</title>
                    <item><title>第 2 期</title><guid>two</guid><pubDate>Tue, 24 Nov 2026 08:00:00 +0800</pubDate><enclosure url="two.mp3" type="audio/mpeg" length="1"/></item>
                    <item><title>第 1 期</title><guid>one</guid><pubDate>Mon, 23 Nov 2026 08:00:00 +0800</pubDate><enclosure url="one.mp3" type="audio/mpeg" length="1"/></item>
                    </channel></rss>
                    """, "application/rss+xml");
            });
            app.MapGet("/{name}.mp3", () => Results.Bytes(sound, "audio/mpeg"));
            await app.StartAsync(TestContext.Current.CancellationToken);
            Home = new Uri(app.Urls.Single());
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
