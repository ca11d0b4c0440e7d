using System.Text.Json.Nodes;
using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>A gateway whose power fails in the middle of broadcasts, again and again, at instants nobody chose.</summary>
public sealed class PowerCutTests(SpokenAudio spoken, CutTown cut) : IClassFixture<CutTown>
{
    // The bridge's hold (docs/wire/relay-frame.md) and the simulator's slices.
    private const double HoldMs = 3000 + 500;
    private const int Seed = 20261127;
    private const double LongestIntoIt = 7;

    private static int Cuts => Environment.GetEnvironmentVariable("LONG_TESTS") == "1" ? 50 : 2;

    private VillageGateway Gateway => cut.Gateway;

    [Fact]
    public async Task Wherever_the_agent_is_killed_the_relays_open_stay_open_and_the_broadcast_is_not_played_whole_again()
    {
        var token = TestContext.Current.CancellationToken;
        var programme = await cut.Town.Api.ImportAsync(spoken.Programme, "programme", "notice", token);
        var random = new Random(Seed);
        var cutBroadcasts = new List<string>();
        for (var number = 0; number < Cuts; number++)
        {
            var started = await cut.Town.Api.PostAsync("/api/broadcasts", new { programmeId = (string)programme["id"]!, areas = new[] { Gateway.Place.Code } }, token);
            cutBroadcasts.Add((string)started["id"]!);
            await cut.UntilPinsAsync(relays => relays > 1);
            await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * LongestIntoIt), TimeProvider.System, token);

            var diedAt = TimeProvider.System.GetUtcNow();
            await Gateway.Agent.KillAsync();
            await cut.UntilPinsAsync(relays => relays == 0);
            var pins = await Gateway.ReadPinsAsync(token);
            var off = pins[^1];
            Assert.InRange(off.UtcMs - diedAt.ToUnixTimeMilliseconds(), double.NegativeInfinity, HoldMs);

            Gateway.StartAgent(cut.Town.MqttPort);
            await cut.Town.UntilAllOnlineAsync(token);
            await UntilItsTimeIsOverAsync(started);
            Assert.Equal(pins.Count, (await Gateway.ReadPinsAsync(token)).Count);
        }

        await UntilClosedAsync(cutBroadcasts[^1]);

        await AssertNoneWasPlayedWholeTwiceAsync(cutBroadcasts);
        await cut.AssertItsBooksAreWholeAsync();
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
        while ((string?)(await cut.Town.Api.GetAsync($"/api/broadcasts/{broadcast}", limit.Token))["state"] is not ("finished" or "interrupted" or "cancelled" or "failed"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, limit.Token);
        }
    }

    private async Task<JsonNode> PlaybackOfAsync(string broadcast) =>
        (await cut.Town.Api.GetAsync($"/api/broadcasts/{broadcast}", TestContext.Current.CancellationToken))["playbacks"]!.AsArray().Single()!;
}
