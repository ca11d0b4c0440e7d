using CsCheck;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Schedules;

public class OccurrenceIdTests
{
    private static readonly Guid Schedule = Guid.Parse("0192a1b2c3d4e5f60718293a4b5c6d30");

    [Fact]
    public void The_same_schedule_and_start_always_have_the_same_id()
    {
        var start = Utc("2026-11-24T23:00");

        Assert.Equal(OccurrenceId.Of(Schedule, start), OccurrenceId.Of(Schedule, start.ToOffset(TimeSpan.FromHours(8))));

        // Kept for ever: gateways that were sent it look for it in their ledgers.
        Assert.Equal("3007a0ef7ad98c1e81f961c2526f0332", OccurrenceId.Of(Schedule, start).ToString("N"));
    }

    [Fact]
    public void Another_schedule_or_start_has_another_id() => Gen.Select(Gen.Guid, Gen.Guid, Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000])
        .Sample((one, other, first, second) =>
        {
            var (at, then) = (DateTimeOffset.UnixEpoch.AddMinutes(first), DateTimeOffset.UnixEpoch.AddMinutes(second));
            return (one == other && at == then) == (OccurrenceId.Of(one, at) == OccurrenceId.Of(other, then));
        });
}
