using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>A village whose line is cut before a due broadcast, and comes back after it.</summary>
public sealed class CutLineTests(SpokenAudio spoken)
{
    private const double Enough = 0.95;

    private static readonly TimeSpan UntilDue = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan CutBefore = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StartError = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task A_broadcast_that_falls_due_while_the_line_is_cut_starts_on_time_plays_whole_once_and_is_on_record_a_minute_after_it_is_back()
    {
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-line-").FullName;
        var source = await SpokenAudio.SamplesOfAsync(spoken.Programme);
        using var line = VillageLine.Lay();
        await using (var town = await TownRunner.StartAsync(new TownSettings { Folder = folder, Villages = [Place.All[0]], Line = line }, token))
        {
            var gateway = town.Gateways[0];
            var programme = await town.Api.ImportAsync(spoken.Programme, "programme", "notice", token);
            var (scheduleId, startAt) = await DueSchedule.PlanAsync(town, (string)programme["id"]!, gateway.Place.Code, UntilDue, token);
            await DueSchedule.UntilHeldAsync(town, startAt - CutBefore, token);
            await DueSchedule.WaitUntilAsync(startAt - CutBefore, token);

            line.Cut();
            await DueSchedule.UntilRecordedAsync(gateway, startAt + TimeSpan.FromSeconds(30), token);
            line.Mend();

            // The output is opened, and recorded, before its time: what it says first is silence.
            var (openedAt, samples) = DueSchedule.Recording(gateway);
            var match = Listening.Align(source, samples, 5 * WavFile.SampleRate);
            Assert.True(match.Correlation >= Enough, $"{match}");
            var startedAt = openedAt + TimeSpan.FromSeconds((double)match.LagSamples / WavFile.SampleRate);
            Assert.InRange((startedAt - startAt).Duration(), TimeSpan.Zero, StartError);
            var broadcast = await DueSchedule.UntilOnRecordAsync(town, scheduleId, state => state == "played", token);
            Assert.Equal("finished", (string?)broadcast["state"]);
            Assert.Equal("played", (string?)broadcast["playbacks"]!.AsArray().Single()!["state"]);
            await AssertNothingMoreSoundsAsync(gateway, token);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task AssertNothingMoreSoundsAsync(VillageGateway gateway, CancellationToken token)
    {
        var changes = (await gateway.ReadPinsAsync(token)).Count;
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, token);
        Assert.Equal(changes, (await gateway.ReadPinsAsync(token)).Count);
    }
}
