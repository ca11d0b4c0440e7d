namespace CloudBroadcast.Controller.Gateways.Presence;

public sealed class PresenceHistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_a_word_everything_is_unknown_and_no_share_is_claimed()
    {
        var history = new PresenceHistory(null, [], Noon, Noon.AddHours(1));
        Assert.Equal(PresenceStanding.Unknown, Assert.Single(history.Spans).Standing);
        Assert.Null(history.Of(Noon, Noon.AddHours(1)).Share);
    }

    [Fact]
    public void What_was_before_the_window_goes_on_in_it()
    {
        var history = new PresenceHistory(At(-600, PresenceStanding.Online), [], Noon, Noon.AddHours(1));
        Assert.Equal(new OnlineTime(TimeSpan.FromHours(1), TimeSpan.Zero, TimeSpan.Zero), history.Of(Noon, Noon.AddHours(1)));
    }

    [Fact]
    public void What_nobody_watched_counts_for_neither_side()
    {
        var history = new PresenceHistory(
            At(-1, PresenceStanding.Online), [At(20, PresenceStanding.Unknown), At(40, PresenceStanding.Offline), At(50, PresenceStanding.Online)], Noon, Noon.AddHours(1));

        var online = history.Of(Noon, Noon.AddHours(1));
        Assert.Equal((30, 10, 20), ((int)online.Online.TotalMinutes, (int)online.Offline.TotalMinutes, (int)online.Unknown.TotalMinutes));
        Assert.Equal(0.75, online.Share);
    }

    [Fact]
    public void A_part_of_the_window_is_cut_out_of_its_spans()
    {
        var history = new PresenceHistory(At(-1, PresenceStanding.Online), [At(30, PresenceStanding.Offline)], Noon, Noon.AddHours(2));
        var part = history.Of(Noon.AddMinutes(20), Noon.AddMinutes(45));
        Assert.Equal((10, 15), ((int)part.Online.TotalMinutes, (int)part.Offline.TotalMinutes));
    }

    [Fact]
    public void Neighbours_that_stand_alike_are_one_span_and_empty_ones_none()
    {
        var history = new PresenceHistory(
            null, [At(0, PresenceStanding.Online), At(10, PresenceStanding.Online), At(20, PresenceStanding.Unknown), At(20, PresenceStanding.Offline)], Noon, Noon.AddHours(1));
        Assert.Equal([PresenceStanding.Online, PresenceStanding.Offline], history.Spans.Select(span => span.Standing));
        Assert.Equal(Noon.AddMinutes(20), history.Spans[0].To);
    }

    private static PresenceChange At(int minutes, PresenceStanding standing) => new() { GatewayId = "gw-1", At = Noon.AddMinutes(minutes), Standing = standing };
}
