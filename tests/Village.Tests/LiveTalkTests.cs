using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>Somebody talks to one commune: what its line carried is what was said, and the neighbour is silent.</summary>
public sealed class LiveTalkTests(SpokenAudio spoken)
{
    private const double Enough = 0.9;
    private const int WholeProgramme = 30;

    // On a busy machine the gateway holds back more; the rule allows it two seconds.
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(2.5);

    [Fact]
    public async Task What_is_said_to_one_commune_is_heard_there_at_once_and_nowhere_else()
    {
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-talk-").FullName;
        var source = await SpokenAudio.SamplesOfAsync(spoken.Programme);
        var audio = await spoken.EncodeAsync(WholeProgramme);
        await using (var town = await TownRunner.StartAsync(new TownSettings { Folder = folder, Villages = [Place.All[0], Place.All[1]] }, token))
        {
            var (gateway, neighbour) = (town.Gateways[0], town.Gateways[1]);
            var before = (await neighbour.ReadPinsAsync(token)).Count;

            var talked = await new Talker(town.Api, TimeProvider.System).SpeakAsync([gateway.Place.Communes[0]], chime: true, audio.Packets, token);
            await DueSchedule.UntilRecordedAsync(gateway, TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(20), token);

            // From the opening of the output on: silence, the chime, what was said.
            var (openedAt, samples) = DueSchedule.Recording(gateway);
            var match = Listening.Align(source, samples, 20 * WavFile.SampleRate);
            Assert.True(match.Correlation >= Enough, $"{match}");
            var heardAt = openedAt + TimeSpan.FromSeconds((double)match.LagSamples / WavFile.SampleRate);
            Assert.InRange(heardAt - talked.SpokenAt, TimeSpan.FromMilliseconds(100), Latest);
            Assert.Equal("没选，不响", talked.Heard[gateway.Id + "-rest"]);
            Assert.Contains(talked.Events, what => what.TryGetProperty("hearers", out var hearers)
                && hearers.EnumerateArray().Any(hearer => hearer.GetProperty("words").GetString()!.StartsWith("在响", StringComparison.Ordinal)));

            // The zone of the commune alone, and the neighbour not at all.
            var pins = await gateway.ReadPinsAsync(token);
            Assert.Contains(pins, change => change.Relays == 0b11);
            Assert.DoesNotContain(pins, change => (change.Relays & ~0b11) != 0);
            Assert.Equal(before, (await neighbour.ReadPinsAsync(token)).Count);
            Assert.False(Directory.Exists(neighbour.RecordingsFolder) && Directory.EnumerateFiles(neighbour.RecordingsFolder).Any());
            Assert.Contains(await town.Api.GetListAsync("/api/programmes", token), programme => ((string)programme!["title"]!).StartsWith("喊话", StringComparison.Ordinal));
        }

        Quietly.Remove(folder);
    }
}
