using System.Text.Json.Nodes;
using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>A gateway whose power fails in the middle of broadcasts, again and again, at instants nobody chose.</summary>
public sealed class PowerCutTests(SpokenAudio spoken) : IAsyncLifetime
{
    // The bridge's hold (docs/wire/relay-frame.md) and the simulator's slices.
    private const double HoldMs = 3000 + 500;
    private const int Seed = 20261127;
    private const double LongestIntoIt = 7;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudbroadcast-cut-").FullName;
    private TownRunner? _town;

    private static int Cuts => Environment.GetEnvironmentVariable("LONG_TESTS") == "1" ? 50 : 2;

    private VillageGateway Gateway => _town!.Gateways[0];

    public async ValueTask InitializeAsync() => _town = await TownRunner.StartAsync(
        new TownSettings { Folder = _folder, Villages = [Place.All[0]] }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _town!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Wherever_the_agent_is_killed_the_relays_open_stay_open_and_the_broadcast_is_not_played_whole_again()
    {
        var token = TestContext.Current.CancellationToken;
        var programme = await _town!.Api.ImportAsync(spoken.Programme, "programme", "notice", token);
        var random = new Random(Seed);
        var cutBroadcasts = new List<string>();
        for (var cut = 0; cut < Cuts; cut++)
        {
            var started = await _town.Api.PostAsync("/api/broadcasts", new { programmeId = (string)programme["id"]!, areas = new[] { Gateway.Place.Code } }, token);
            cutBroadcasts.Add((string)started["id"]!);
            await UntilPinsAsync(relays => relays > 1);
            await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * LongestIntoIt), TimeProvider.System, token);

            var diedAt = TimeProvider.System.GetUtcNow();
            await Gateway.Agent.KillAsync();
            await UntilPinsAsync(relays => relays == 0);
            var pins = await Gateway.ReadPinsAsync(token);
            var off = pins[^1];
            Assert.InRange(off.UtcMs - diedAt.ToUnixTimeMilliseconds(), double.NegativeInfinity, HoldMs);

            Gateway.StartAgent(_town.MqttPort);
            await _town.UntilAllOnlineAsync(token);
            await UntilItsTimeIsOverAsync(started);
            Assert.Equal(pins.Count, (await Gateway.ReadPinsAsync(token)).Count);
        }

        await UntilClosedAsync(cutBroadcasts[^1]);

        await AssertNoneWasPlayedWholeTwiceAsync(cutBroadcasts);
        await AssertItsBooksAreWholeAsync();
    }

    [Fact]
    public async Task An_occurrence_that_is_cut_in_its_middle_goes_on_at_its_live_position_and_is_one_broadcast()
    {
        var token = TestContext.Current.CancellationToken;
        var programme = await _town!.Api.ImportAsync(spoken.LongProgramme, "programme", "notice", token);
        var (scheduleId, startAt) = await DueSchedule.PlanAsync(_town, (string)programme["id"]!, Gateway.Place.Code, TimeSpan.FromSeconds(30), token);
        await DueSchedule.UntilHeldAsync(_town, startAt, token);
        await UntilPinsAsync(relays => relays > 1);
        await DueSchedule.WaitUntilAsync(startAt + TimeSpan.FromSeconds(1), token);
        await Gateway.Agent.KillAsync();
        Gateway.StartAgent(_town.MqttPort);
        await DueSchedule.UntilOnRecordAsync(_town, scheduleId, state => state == "partly", token);

        var source = await SpokenAudio.SamplesOfAsync(spoken.LongProgramme);
        var (openedAt, samples) = DueSchedule.Recording(Gateway);
        Assert.True(openedAt > startAt + TimeSpan.FromSeconds(1), "what sounded first is recorded, not what went on");
        var match = Listening.Align(source, samples, source.Length);
        var liveAt = openedAt + TimeSpan.FromSeconds((double)match.LagSamples / WavFile.SampleRate);
        Assert.InRange((liveAt - startAt).Duration(), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        await AssertItsBooksAreWholeAsync();
    }

    private async Task AssertItsBooksAreWholeAsync()
    {
        var token = TestContext.Current.CancellationToken;
        Assert.DoesNotContain(await File.ReadAllLinesAsync(Gateway.LogFile, token), line => line.Contains("damaged record", StringComparison.Ordinal));
        Assert.StartsWith("chain whole: ", await Gateway.JournalVerdictAsync(token), StringComparison.Ordinal);
    }

    // What was cut can't have been heard whole: whoever says so has played it again.
    private async Task AssertNoneWasPlayedWholeTwiceAsync(List<string> broadcasts)
    {
        foreach (var id in broadcasts)
        {
            var playback = await PlaybackOfAsync(id);
            var missed = (long?)playback["evidence"]?["framesMissed"] ?? 0;
            Assert.False((string?)playback["state"] == "played" && missed == 0, playback.ToJsonString());
        }
    }

    // Until then the controller would let nothing else begin there.
    private static Task UntilItsTimeIsOverAsync(JsonNode broadcast)
    {
        var left = (DateTimeOffset)broadcast["plannedEnd"]! + TimeSpan.FromSeconds(1) - TimeProvider.System.GetUtcNow();
        return Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private async Task UntilClosedAsync(string broadcast)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while ((string?)(await _town!.Api.GetAsync($"/api/broadcasts/{broadcast}", limit.Token))["state"] is not ("finished" or "interrupted" or "cancelled" or "failed"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, limit.Token);
        }
    }

    private async Task<JsonNode> PlaybackOfAsync(string broadcast) =>
        (await _town!.Api.GetAsync($"/api/broadcasts/{broadcast}", TestContext.Current.CancellationToken))["playbacks"]!.AsArray().Single()!;

    private async Task UntilPinsAsync(Func<int, bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (await Gateway.ReadPinsAsync(limit.Token) is var pins && !condition(pins is [.., var last] ? last.Relays : 0))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }
}
