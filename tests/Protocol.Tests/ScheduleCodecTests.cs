namespace CloudBroadcast.Protocol;

public class ScheduleCodecTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000);

    [Fact]
    public void A_signed_schedule_opens_with_a_key_for_ordinary_orders_alone()
    {
        using var key = SigningKey.Create();
        using var ordinary = new TrustedKeys();
        ordinary.Add(key.PublicKey, OrderClass.Ordinary);
        using var emergency = new TrustedKeys();
        emergency.Add(key.PublicKey, OrderClass.Emergency);
        var bytes = ScheduleCodec.Sign(Sample, key);

        Assert.True(ScheduleCodec.TryOpen(bytes, ordinary, out var schedule, out var keyId, out _));
        Assert.Equal(7, schedule.Revision);
        Assert.Equal(key.KeyId, keyId);
        Assert.False(ScheduleCodec.TryOpen(bytes, emergency, out _, out _, out var problem));
        Assert.Equal(RefusalReason.KeyNotAllowed, problem);
    }

    public static TheoryData<string, GatewaySchedule> Bad => new()
    {
        { "until", Sample with { Until = Now + TimeSpan.FromDays(9) } },
        { "until", Sample with { Until = Now } },
        { "revision", Sample with { Revision = 0 } },
        { "priority", With(play => play with { Priority = Priority.LiveTalk }) },
        { "item", With(play => play with { Items = [1] }) },
        { "startAt", With(play => play with { Starts = [Start(1, -1)] }) },
        { "startAt", With(play => play with { Starts = [Start(1, 24 * 7)] }) },
        { "ascend", With(play => play with { Starts = [Start(1, 2), Start(2, 2)] }) },
        { "twice", With(play => play with { Starts = [Start(1, 2), Start(1, 3)] }) },
        { "zones", With(play => play with { Zones = [9] }) },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_breaks_a_rule_is_not_signed(string names, GatewaySchedule schedule) =>
        Assert.Contains(names, ScheduleCodec.ProblemOf(schedule), StringComparison.Ordinal);

    private static GatewaySchedule Sample => new()
    {
        Version = WireVersion.Current,
        Gateway = "gw-1",
        Revision = 7,
        IssuedAt = Now,
        Until = Now + TimeSpan.FromDays(7),
        Items = [new PlayItem { Sha256 = new string('a', 64), Packets = 501, PreSkip = 312, LengthSamples = 480_000 }],
        Plays =
        [
            new ScheduledPlay
            {
                ScheduleId = Guid.Empty,
                Title = "每日普法",
                Priority = Priority.Scheduled,
                VolumePercent = 80,
                Zones = [],
                Items = [0],
                Starts = [Start(1, 2)],
            },
        ],
    };

    private static GatewaySchedule With(Func<ScheduledPlay, ScheduledPlay> change) => Sample with { Plays = [change(Sample.Plays[0])] };

    private static ScheduledStart Start(byte id, int hours) => new() { BroadcastId = new Guid(id, 0, 0, new byte[8]), StartAt = Now + TimeSpan.FromHours(hours) };
}
