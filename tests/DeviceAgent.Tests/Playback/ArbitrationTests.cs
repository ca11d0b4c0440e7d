using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class ArbitrationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 4, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Priority.Scheduled, 0, 10, Priority.Scheduled, 5, 15, true)]
    [InlineData(Priority.Scheduled, 0, 10, Priority.Background, 5, 15, true)]
    [InlineData(Priority.Scheduled, 0, 10, Priority.LiveTalk, 5, 15, false)]
    [InlineData(Priority.RedAlert, 0, 10, Priority.RedAlert, 9, 15, true)]
    [InlineData(Priority.RedAlert, 0, 10, Priority.OrangeAlert, 2, 3, true)]
    [InlineData(Priority.OrangeAlert, 0, 10, Priority.RedAlert, 2, 3, false)]
    [InlineData(Priority.Scheduled, 0, 10, Priority.Scheduled, 10, 15, false)] // spans are half-open
    [InlineData(Priority.Scheduled, 10, 20, Priority.Scheduled, 0, 10, false)]
    [InlineData(Priority.Scheduled, 10, 20, Priority.Scheduled, 0, 11, true)]
    [InlineData(Priority.Scheduled, 0, 20, Priority.Scheduled, 5, 6, true)]
    [InlineData(Priority.Scheduled, 5, 6, Priority.Scheduled, 0, 20, true)]
    public void What_overlaps_needs_a_higher_priority(Priority held, int from, int to, Priority asked, int askedFrom, int askedTo, bool isBusy) =>
        Assert.Equal(isBusy, Arbitration.IsBusy([Claim(held, from, to)], Claim(asked, askedFrom, askedTo)));

    [Theory]
    [InlineData(new[] { 0 }, Priority.Scheduled, new[] { 1 }, Priority.Scheduled, false)]
    [InlineData(new[] { 0 }, Priority.RedAlert, new[] { 1 }, Priority.Background, false)]
    [InlineData(new[] { 0 }, Priority.Scheduled, new[] { 0 }, Priority.Scheduled, true)]
    [InlineData(new[] { 0, 1 }, Priority.Scheduled, new[] { 1 }, Priority.Scheduled, true)]
    [InlineData(new[] { 0 }, Priority.Scheduled, new[] { 0, 1 }, Priority.Scheduled, true)]
    [InlineData(new[] { 0, 1 }, Priority.Scheduled, new[] { 1 }, Priority.LiveTalk, false)]
    [InlineData(new[] { 1 }, Priority.LiveTalk, new[] { 0, 1 }, Priority.Scheduled, true)]
    [InlineData(new[] { 0, 2 }, Priority.RedAlert, new[] { 1, 3 }, Priority.Scheduled, false)]
    public void Claims_compete_only_where_they_share_a_line(int[] held, Priority priority, int[] asked, Priority askedPriority, bool isBusy) =>
        Assert.Equal(isBusy, Arbitration.IsBusy([On(held, priority, 0, 10)], On(asked, askedPriority, 5, 15)));

    [Theory]
    [InlineData(new[] { 0 }, Priority.RedAlert, 5, new[] { 0 }, Priority.Scheduled, true)]
    [InlineData(new[] { 0, 1 }, Priority.RedAlert, 5, new[] { 1 }, Priority.Scheduled, true)]
    [InlineData(new[] { 1 }, Priority.RedAlert, 5, new[] { 0 }, Priority.Scheduled, false)]
    [InlineData(new[] { 0 }, Priority.RedAlert, 10, new[] { 0 }, Priority.Scheduled, false)]
    [InlineData(new[] { 0 }, Priority.Scheduled, 5, new[] { 0 }, Priority.Scheduled, false)]
    [InlineData(new[] { 0 }, Priority.Background, 5, new[] { 0 }, Priority.Scheduled, false)]
    public void A_higher_one_displaces_only_what_it_meets(int[] lines, Priority priority, int from, int[] on, Priority held, bool displaces) =>
        Assert.Equal(displaces, On(lines, priority, from, 20).Displaces(On(on, held, 0, 10)));

    [Theory]
    [InlineData(new[] { 1 }, "0:1")]
    [InlineData(new[] { 3 }, "1:3")]
    [InlineData(new[] { 4, 1, 2 }, "0:1,2 1:4")]
    [InlineData(new[] { 1, 2, 3, 4 }, "0:1,2 1:3,4")]
    [InlineData(new int[0], "0:")]
    public void Zones_fall_on_the_lines_that_they_hang_on(int[] zones, string parts)
    {
        var map = new LineMap(new PlaybackOptions { Lines = { new() { Zones = [1, 2] }, new() { Zones = [3, 4] } } });

        Assert.Equal(parts, string.Join(" ", map.PartsOf(zones).Select(part => $"{part.Line}:{string.Join(",", part.Zones)}")));
    }

    [Fact]
    public void Without_configured_lines_every_zone_hangs_on_one()
    {
        var map = new LineMap(new PlaybackOptions());

        Assert.Equal((1, "default"), (map.Count, map.DeviceOf(0)));
        var (line, zones) = Assert.Single(map.PartsOf([4, 1, 8]));
        Assert.Equal(0, line);
        Assert.Equal([4, 1, 8], zones);
    }

    [Fact]
    public void One_of_many_is_enough_to_be_busy()
    {
        Claim[] held = [Claim(Priority.Background, 0, 10), Claim(Priority.LiveTalk, 8, 9)];

        Assert.True(Arbitration.IsBusy(held, Claim(Priority.Scheduled, 0, 10)));
        Assert.False(Arbitration.IsBusy(held, Claim(Priority.Scheduled, 0, 8)));
        Assert.False(Arbitration.IsBusy([], Claim(Priority.Background, 0, 8)));
    }

    [Theory]
    [InlineData(60, 0, null)]
    [InlineData(6_000, 0, null)]
    [InlineData(6_001, 0, RefusalReason.TooLong)]
    [InlineData(60, 8 * 86_400, null)]
    [InlineData(60, 8 * 86_400 + 1, RefusalReason.TooEarly)]
    [InlineData(60, -59, null)]
    [InlineData(60, -60, RefusalReason.Expired)]
    public void An_order_must_fit_into_this_gateway(int lengthS, int startsInS, RefusalReason? refusal) =>
        Assert.Equal(refusal, Arbitration.Misfit(TimeSpan.FromSeconds(lengthS), Noon.AddSeconds(startsInS), Noon, new PlaybackOptions()));

    [Theory]
    [InlineData(false, 10_000, 48_000 * 4, 4_000)]
    [InlineData(false, 3_000, 48_000 * 4, 3_000)]
    [InlineData(true, 3_000, 0, 3_000)]
    [InlineData(true, long.MaxValue, 0, null)]
    [InlineData(false, long.MaxValue, long.MaxValue, null)]
    [InlineData(false, long.MaxValue, 48_000, 1_000)]
    public void The_length_is_what_sounds_or_what_may(bool live, long longestPlayMs, long samples, int? lengthMs)
    {
        var item = new PlayItem { Sha256 = "", Packets = int.MaxValue, PreSkip = 0, LengthSamples = samples };
        var length = Assignment.LengthOf(new PlayOrder
        {
            BroadcastId = default,
            StreamId = default,
            Title = "x",
            Priority = Priority.Scheduled,
            Live = live,
            StartAt = Noon,
            LongestPlayMs = longestPlayMs,
            VolumePercent = 100,
            Items = live ? [] : [item],
        });

        Assert.Equal(lengthMs, (int?)length?.TotalMilliseconds);
    }

    private static Claim Claim(Priority priority, int from, int to) => On([0], priority, from, to);

    private static Claim On(int[] lines, Priority priority, int from, int to) =>
        new(priority, Noon.AddMinutes(from), Noon.AddMinutes(to), LineSet.Of(lines));
}
