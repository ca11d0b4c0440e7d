using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>Two villages that play through ALSA into a sound server, whose two channels are recorded together.</summary>
[Collection(WholeMachine.Name)]
public sealed class SoundServerTests(SpokenAudio spoken, PulseAudio sound) : IClassFixture<PulseAudio>
{
    private const double Enough = 0.95;

    // 0.3 ms was measured with real-time priority; a machine that denies it and is busy needs room.
    private static readonly int Apart = WavFile.SampleRate * 5 / 1000;

    [Fact]
    public async Task Two_villages_sound_whole_and_together_through_ALSA()
    {
        Assert.SkipUnless(sound.Missing is null, sound.Missing ?? "");
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-sound-").FullName;
        var settings = new TownSettings
        {
            Folder = folder,
            Villages = [Place.All[0], Place.All[1]],
            AlsaDevices = new Dictionary<string, string> { [Place.All[0].GatewayId] = PulseAudio.Left, [Place.All[1].GatewayId] = PulseAudio.Right },
            AgentEnvironment = _ => sound.Environment,
        };
        var source = await SpokenAudio.SamplesOfAsync(spoken.Programme);
        await using (var town = await TownRunner.StartAsync(settings, token))
        {
            var programme = await town.Api.ImportAsync(spoken.Programme, "programme", "notice", token);
            var both = sound.ListenToBoth();
            await using (both)
            {
                var run = new BroadcastRun(town, settings.Villages.Select(place => place.Code).ToList(), 100, Path.Combine(folder, "out"), TimeProvider.System);
                Assert.True(await run.RunAsync(Guid.Parse((string)programme["id"]!), token));
            }

            var (left, right) = (both.Side(0), both.Side(1));
            var lead = Listening.Align(source, left, left.Length);
            var lag = Listening.Align(source, right, right.Length);
            Assert.True(lead.Correlation >= Enough, $"{lead}");
            Assert.True(lag.Correlation >= Enough, $"{lag}");
            Assert.InRange(lag.LagSamples - lead.LagSamples, -Apart, Apart);
            Assert.True(IsSilentOutside(left, lead.LagSamples, source.Length), "the line was not silent while the zones were switched");
        }

        Quietly.Remove(folder);
    }

    // Opus rings for some milliseconds around what it was given.
    private static bool IsSilentOutside(short[] samples, int begin, int length)
    {
        const int Ringing = WavFile.SampleRate / 50;
        return samples.Take(Math.Max(0, begin - Ringing)).Concat(samples.Skip(begin + length + Ringing)).All(sample => sample == 0);
    }
}
