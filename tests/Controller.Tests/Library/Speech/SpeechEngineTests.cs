using System.Collections.Concurrent;
using System.Text.Json;
using CloudBroadcast.Controller.Library.Import;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.Controller.Library.Speech;

public sealed class SpeechEngineTests : IDisposable
{
    private readonly Workshop _workshop = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Espeak_speaks_faster_when_it_is_told_to()
    {
        var slow = await LengthAsync(new TownHost { Settings = { ["Speech:EspeakSpeed"] = "110" } });
        var fast = await LengthAsync(new TownHost { Settings = { ["Speech:EspeakSpeed"] = "220" } });
        Assert.InRange(slow / fast, 1.3, 3);
    }

    [Fact]
    public async Task A_program_of_the_towns_own_gets_the_normalised_text_on_its_input()
    {
        var heard = _workshop.Path("heard.txt");
        var sound = await _workshop.SoundAsync("voice.wav", "sine=d=2");
        await using var town = Command("tee \"$0\" >/dev/null; cat \"$1\"", heard, sound);
        var added = await town.Get<ProgrammeLibrary>().SpeakAsync("2026年，拨打110", "通知", Category.Notice, Cancellation);
        Assert.Equal("二零二六年，拨打幺幺零。", await File.ReadAllTextAsync(heard, Cancellation));
        Assert.Equal(2, added.Programme.Length.TotalSeconds, 2);
    }

    [Fact]
    public async Task A_program_that_fails_is_quoted()
    {
        await using var town = Command("cat >/dev/null; echo 没有模型 >&2; exit 3");
        var failure = await Assert.ThrowsAsync<SpeechFailedException>(
            () => town.Get<ProgrammeLibrary>().SpeakAsync("你好", "通知", Category.Notice, Cancellation));
        Assert.Equal("\"sh\" ended with code 3 and 0 bytes of sound: 没有模型", failure.Message);
    }

    [Fact]
    public async Task A_program_that_hangs_is_ended()
    {
        await using var town = Command("exec tail -f /dev/null");
        town.Settings["Speech:TimeLimit"] = "00:00:01";
        var failure = await Assert.ThrowsAsync<SpeechFailedException>(
            () => town.Get<ProgrammeLibrary>().SpeakAsync("你好", "通知", Category.Notice, Cancellation));
        Assert.Equal("The voice took longer than 00:00:01.", failure.Message);
    }

    [Fact]
    public async Task A_server_is_asked_in_the_shape_of_OpenAI_with_the_key_from_a_file()
    {
        await using var server = await FakeSpeechServer.StartAsync(await File.ReadAllBytesAsync(await _workshop.SoundAsync("voice.wav", "sine=d=2"), Cancellation));
        var key = _workshop.Path("key");
        await File.WriteAllTextAsync(key, "sk-secret\n", Cancellation);
        await using var town = Http(server);
        town.Settings["Speech:HttpKeyFile"] = key;
        town.Settings["Speech:HttpVoice"] = "xiaoyu";
        await town.Get<ProgrammeLibrary>().SpeakAsync("还款5%", "通知", Category.Notice, Cancellation);
        var (authorization, body) = Assert.Single(server.Asked);
        Assert.Equal("Bearer sk-secret", authorization);
        Assert.Equal("还款百分之五。", body.GetProperty("input").GetString());
        Assert.Equal("xiaoyu", body.GetProperty("voice").GetString());
        Assert.Equal("wav", body.GetProperty("response_format").GetString());
    }

    [Fact]
    public async Task A_server_that_answers_with_an_error_is_named_and_the_key_is_not()
    {
        await using var server = await FakeSpeechServer.StartAsync(sound: null);
        await using var town = Http(server);
        var failure = await Assert.ThrowsAsync<SpeechFailedException>(
            () => town.Get<ProgrammeLibrary>().SpeakAsync("你好", "通知", Category.Notice, Cancellation));
        Assert.Equal($"{server.Address} answered 401 with 0 bytes.", failure.Message);
    }

    [Theory]
    [InlineData("Speech:Engine", "Command", "Speech:Command is \"\"")]
    [InlineData("Speech:Engine", "Http", "Speech:HttpAddress is \"\"")]
    [InlineData("Speech:LexiconFile", "/no/such/file", "Speech:LexiconFile is \"/no/such/file\"")]
    public void Half_a_configuration_is_refused_at_start(string key, string value, string said)
    {
        var town = new TownHost { Settings = { [key] = value }, ErrorsAreExpected = true };
        Assert.Contains(said, Assert.ThrowsAny<Exception>(town.Start).ToString(), StringComparison.Ordinal);
    }

    private static async Task<double> LengthAsync(TownHost town)
    {
        await using (town)
        {
            return (await town.Get<ProgrammeLibrary>().SpeakAsync("各位村民，现在播送通知", "通知", Category.Notice, Cancellation)).Programme.Length.TotalSeconds;
        }
    }

    private static TownHost Command(params string[] script)
    {
        var town = new TownHost { Settings = { ["Speech:Engine"] = "Command", ["Speech:Command"] = "sh", ["Speech:CommandArguments:0"] = "-c" } };
        for (var i = 0; i < script.Length; i++)
        {
            town.Settings[$"Speech:CommandArguments:{i + 1}"] = script[i];
        }

        return town;
    }

    private static TownHost Http(FakeSpeechServer server) =>
        new() { Settings = { ["Speech:Engine"] = "Http", ["Speech:HttpAddress"] = server.Address.ToString() } };

    private sealed class FakeSpeechServer(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<(string Authorization, JsonElement Body)> Asked { get; } = new();

        public Uri Address => new(app.Urls.First() + "/");

        public static async Task<FakeSpeechServer> StartAsync(byte[]? sound)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var server = new FakeSpeechServer(builder.Build());
            server.Map(sound);
            await server.StartAsync();
            return server;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task StartAsync() => app.StartAsync(Cancellation);

        private void Map(byte[]? sound) => app.Map("/v1/audio/speech", async (HttpContext context) =>
        {
            var body = await JsonDocument.ParseAsync(context.Request.Body);
            Asked.Enqueue((context.Request.Headers.Authorization.ToString(), body.RootElement));
            return sound is null ? Results.StatusCode(401) : Results.Bytes(sound, "audio/wav");
        });
    }
}
