namespace CloudBroadcast.Controller.Broadcasts;

public class BroadcastOutcomeTests
{
    [Theory]
    [InlineData("Played Played", nameof(BroadcastState.Finished), null)]
    [InlineData("Played NoAnswer", nameof(BroadcastState.Finished), "2 个终端：完整播出 1，无回应 1")]
    [InlineData("Played Interrupted", nameof(BroadcastState.Finished), "2 个终端：完整播出 1，中断 1")]
    [InlineData("Interrupted Partly", nameof(BroadcastState.Interrupted), "2 个终端：部分播出 1，中断 1")]
    [InlineData("NoAnswer NoAnswer Refused", nameof(BroadcastState.Failed), "3 个终端：拒绝 1，无回应 2")]
    [InlineData("Partly Failed", nameof(BroadcastState.Failed), "2 个终端：部分播出 1，故障 1")]
    public void It_follows_from_its_playbacks(string states, string expected, string? reason)
    {
        var playbacks = states.Split(' ').Select(state => new Playback
        {
            BroadcastId = Guid.Empty,
            GatewayId = "gw-a",
            Zones = [],
            State = Enum.Parse<PlaybackState>(state),
        });

        var (state, words) = BroadcastOutcome.Of([.. playbacks]);

        Assert.Equal((expected, reason), (state.ToString(), words));
    }
}
