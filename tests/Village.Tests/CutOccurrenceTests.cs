using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>A gateway whose power fails in the middle of what it plays from its own store.</summary>
public sealed class CutOccurrenceTests(SpokenAudio spoken, CutTown cut) : IClassFixture<CutTown>
{
    [Fact]
    public async Task An_occurrence_that_is_cut_in_its_middle_goes_on_at_its_live_position_and_is_one_broadcast()
    {
        var token = TestContext.Current.CancellationToken;
        var programme = await cut.Town.Api.ImportAsync(spoken.LongProgramme, "programme", "notice", token);
        var (scheduleId, startAt) = await DueSchedule.PlanAsync(cut.Town, (string)programme["id"]!, cut.Gateway.Place.Code, TimeSpan.FromSeconds(30), token);
        await DueSchedule.UntilHeldAsync(cut.Town, startAt, token);
        await cut.UntilPinsAsync(relays => relays > 1);
        await DueSchedule.WaitUntilAsync(startAt + TimeSpan.FromSeconds(1), token);
        await cut.Gateway.Agent.KillAsync();
        cut.Gateway.StartAgent(cut.Town.MqttPort);
        await DueSchedule.UntilOnRecordAsync(cut.Town, scheduleId, state => state == "partly", token);

        var source = await SpokenAudio.SamplesOfAsync(spoken.LongProgramme);
        var (openedAt, samples) = DueSchedule.Recording(cut.Gateway);
        Assert.True(openedAt > startAt + TimeSpan.FromSeconds(1), "what sounded first is recorded, not what went on");
        var match = Listening.Align(source, samples, source.Length);
        var liveAt = openedAt + TimeSpan.FromSeconds((double)match.LagSamples / WavFile.SampleRate);
        Assert.InRange((liveAt - startAt).Duration(), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        await cut.AssertItsBooksAreWholeAsync();
    }
}
