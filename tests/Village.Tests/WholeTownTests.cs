using System.Text.Json.Nodes;
using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>The main job: one schedule, a real broker, twelve agents, twelve firmware images, and what their lines carried.</summary>
[Collection(AllTwelve.Name)]
public class WholeTownTests(SpokenAudio spoken, WholeTown whole)
{
    private const double Enough = 0.95;

    // Import, levelling and Opus move nothing: what is left is what the gateways did.
    private static readonly int MaxLag = WavFile.SampleRate / 10;

    [Fact]
    public async Task A_scheduled_programme_sounds_whole_in_twelve_villages_at_its_time()
    {
        var source = await SpokenAudio.SamplesOfAsync(spoken.Programme);
        var (played, folder) = await whole.BroadcastAsync(spoken.Programme, [Place.TownCode], TestContext.Current.CancellationToken);

        Assert.True(played, await File.ReadAllTextAsync(Path.Combine(folder, "report.json"), TestContext.Current.CancellationToken));
        var recordings = Place.All.Select(place => WavFile.Read(Path.Combine(folder, place.GatewayId + ".wav"))).ToList();
        Assert.All(recordings, recording =>
        {
            var match = Listening.Align(source, recording, MaxLag);
            Assert.True(match.Correlation >= Enough, $"{match}");
            Assert.InRange(match.LagSamples, -WavFile.SampleRate / 50, WavFile.SampleRate / 50);
        });
    }

    [Fact]
    public async Task Relays_are_on_before_the_first_sample_and_off_after_the_last_and_zones_switch_in_silence()
    {
        var (_, folder) = await whole.BroadcastAsync(spoken.Programme, [Place.TownCode], TestContext.Current.CancellationToken);

        var report = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "report.json"), TestContext.Current.CancellationToken))!;
        var lengthMs = (double)report["lengthMs"]!;
        Assert.All(Place.All, place =>
        {
            var edges = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, place.GatewayId + ".relays.json")))!.AsArray();
            var powerOn = edges.First(edge => (bool)edge!["power"]!)!;
            var zonesOn = edges.First(edge => edge!["zones"]!.AsArray().Count > 0)!;
            var zonesOff = edges.Last(edge => edge!["zones"]!.AsArray().Count == 0 && (bool)edge["power"]!)!;
            var powerOff = edges[^1]!;
            Assert.True((double)powerOn["ms"]! < (double)zonesOn["ms"]!);
            Assert.True((double)zonesOn["ms"]! < 0, $"zones on at {zonesOn["ms"]} ms");
            Assert.True((double)zonesOff["ms"]! > lengthMs, $"zones off at {zonesOff["ms"]} ms of {lengthMs}");
            Assert.True((double)powerOff["ms"]! > (double)zonesOff["ms"]!);
            Assert.False((bool)powerOff["power"]!);
        });
    }

    [Fact]
    public async Task Only_the_addressed_villages_sound()
    {
        var village = Place.All[2];
        var (played, folder) = await whole.BroadcastAsync(spoken.Programme, [village.Code], TestContext.Current.CancellationToken);

        Assert.True(played);
        Assert.Equal([village.GatewayId + ".wav"], Directory.GetFiles(folder, "*.wav").Select(Path.GetFileName));
        foreach (var other in whole.Town.Gateways.Where(gateway => gateway.Place != village))
        {
            Assert.Equal(0, await whole.PinChangesDuringLastAsync(other, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_commune_sounds_in_its_own_zone_alone()
    {
        var village = Place.All[0];
        var (played, folder) = await whole.BroadcastAsync(spoken.Programme, [village.Communes[0]], TestContext.Current.CancellationToken);

        Assert.True(played);
        var edges = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, village.GatewayId + ".relays.json"), TestContext.Current.CancellationToken))!.AsArray();
        Assert.All(edges, edge => Assert.DoesNotContain(edge!["zones"]!.AsArray(), zone => (int)zone! != 1));
        Assert.Contains(edges, edge => edge!["zones"]!.AsArray().Any(zone => (int)zone! == 1));
    }
}
