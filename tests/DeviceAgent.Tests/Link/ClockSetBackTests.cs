using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>A controller whose clock somebody sets, and a gateway that starts again in between.</summary>
public sealed class ClockSetBackTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly WatchedTime _time = new();
    private readonly TimeFloor _floor;
    private TimeSpan _set;
    private ControllerClock _clock;

    public ClockSetBackTests()
    {
        _floor = new TimeFloor(_folder.File("store"), DiskAccess.Real, NullLogger<TimeFloor>.Instance);
        _clock = new ControllerClock(_time, _floor.Read());
        _set = Start - _time.Start;
    }

    private DateTimeOffset AtController => _time.GetUtcNow() + _set;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(-4.9, false, true)]
    [InlineData(-5.1, false, false)]
    [InlineData(-4.9, true, true)]
    [InlineData(-5.1, true, false)]
    [InlineData(-10, true, false)]
    [InlineData(-525_600, true, false)]
    [InlineData(525_600, true, true)]
    public void A_step_back_of_more_than_five_minutes_is_not_believed_at_once(double minutes, bool afterRestart, bool believed)
    {
        Ask();
        var before = _clock.Now;
        if (afterRestart)
        {
            Restart();
        }

        _set += TimeSpan.FromMinutes(minutes);

        Assert.Equal(believed ? ClockVerdict.Taken : ClockVerdict.TooEarly, Ask());
        Assert.Equal(believed || !afterRestart, _clock.IsAttested);
        if (_clock.IsAttested)
        {
            Assert.Equal(believed ? AtController : before, _clock.Now);
        }
    }

    [Theory]
    [InlineData(-10, false)]
    [InlineData(-10, true)]
    [InlineData(-525_600, false)]
    [InlineData(-525_600, true)]
    public void What_is_said_for_ten_minutes_is_believed(int minutes, bool afterRestart)
    {
        Ask();
        if (afterRestart)
        {
            Restart();
        }

        _set += TimeSpan.FromMinutes(minutes);
        for (var asked = 0; asked < 60; asked++)
        {
            Assert.Equal(ClockVerdict.TooEarly, Ask());
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(ClockVerdict.Taken, Ask());
        Assert.Equal(AtController, _clock.Now);
        Restart();
        Assert.Equal(ClockVerdict.Taken, Ask());
    }

    [Fact]
    public void A_clock_that_was_wrong_by_a_year_for_a_day_does_not_lock_the_village_out()
    {
        Ask();
        _set += TimeSpan.FromDays(365);
        Ask();
        _time.Advance(TimeSpan.FromDays(1));
        Restart();
        _set -= TimeSpan.FromDays(365);

        Assert.Equal(ClockVerdict.TooEarly, Ask());
        _time.Advance(TimeRatchet.Patience - TimeSpan.FromTicks(1));
        Assert.Equal(ClockVerdict.TooEarly, Ask());
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(ClockVerdict.Taken, Ask());
        Assert.Equal(AtController, _clock.Now);
    }

    [Fact]
    public void A_time_that_wanders_while_it_is_doubted_is_never_believed()
    {
        Ask();
        _set -= TimeSpan.FromHours(1);
        for (var asked = 0; asked < 300; asked++)
        {
            _set -= TimeSpan.FromSeconds(asked % 30 == 29 ? 1 : 0);
            Assert.Equal(ClockVerdict.TooEarly, Ask());
            _time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Many_small_steps_back_are_one_large_one(bool restarts)
    {
        Ask();
        for (var step = 0; step < 20; step++)
        {
            _set -= TimeSpan.FromMinutes(1);
            Assert.Equal(step < 5 ? ClockVerdict.Taken : ClockVerdict.TooEarly, Ask());
            if (restarts)
            {
                Restart();
            }

            _time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public void A_quartz_that_runs_fast_for_a_year_is_not_taken_for_a_clock_that_is_set_back()
    {
        for (var day = 0; day < 365; day++)
        {
            Assert.Equal(ClockVerdict.Taken, Ask());
            _time.Advance(TimeSpan.FromDays(1));
            _set -= TimeSpan.FromDays(1) * 45e-6;
        }
    }

    [Fact]
    public void One_answer_of_the_true_time_begins_the_doubt_anew()
    {
        Ask();
        var wrong = TimeSpan.FromHours(-1);
        _set += wrong;
        Ask();
        _time.Advance(TimeSpan.FromMinutes(9));
        _set -= wrong;
        Assert.Equal(ClockVerdict.Taken, Ask());
        _set += wrong;
        Assert.Equal(ClockVerdict.TooEarly, Ask());
        _time.Advance(TimeSpan.FromMinutes(9));

        Assert.Equal(ClockVerdict.TooEarly, Ask());
    }

    [Fact]
    public void After_the_calendar_there_is_no_time()
    {
        _set = DateTimeOffset.MaxValue - TimeSpan.FromMinutes(1) - _time.Start;
        Assert.Equal(ClockVerdict.Nonsense, Ask());
    }

    [Fact]
    public async Task The_attested_time_is_written_down_every_five_minutes_and_at_the_end()
    {
        using var keeper = new TimeFloorKeeper(_clock, _floor, _time);
        await keeper.StartAsync(TestContext.Current.CancellationToken);
        const int interval = 5 * 60 * 1000;
        await _time.PassAsync(interval);
        await _time.WaitBegunAsync(interval);
        Assert.Null(_floor.Read());

        Ask();
        _time.Advance(TimeSpan.FromMilliseconds(interval));
        await _time.WaitBegunAsync(interval);
        Assert.Equal(AtController, _floor.Read());

        _time.Advance(TimeSpan.FromMinutes(1));
        await keeper.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(AtController, _floor.Read());
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-11-24T07:00:0")]
    public void A_damaged_floor_is_none(string text)
    {
        Directory.CreateDirectory(_folder.File("store"));
        File.WriteAllText(Path.Combine(_folder.File("store"), TimeFloor.FileName), text);

        Assert.Null(_floor.Read());
    }

    private ClockVerdict Ask() => _clock.Offer(
        _time.GetTimestamp(),
        _time.GetTimestamp(),
        new ClockAnswer { Version = WireVersion.Current, Nonce = Guid.NewGuid(), ReceivedAt = AtController, AnsweredAt = AtController });

    private void Restart()
    {
        if (_clock.LatestKnown is { } latest)
        {
            _floor.Write(latest);
        }

        _clock = new ControllerClock(_time, _floor.Read());
    }
}
