using CloudBroadcast.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Link;

public class ControllerClockTests
{
    private static readonly DateTimeOffset Boot = new(1970, 1, 1, 0, 0, 30, TimeSpan.Zero);
    private static readonly DateTimeOffset AtController = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private readonly FakeWallClock _time = new(Boot);
    private readonly ControllerClock _clock;
    private readonly long _start;

    /// <summary>Controller time when the gateway booted; moves when the controller's clock is stepped.</summary>
    private DateTimeOffset _controllerAtBoot = AtController;

    /// <summary>How fast the gateway's quartz runs: 50e-6 is 50 millionths too fast.</summary>
    private double _drift;

    public ControllerClockTests()
    {
        _clock = new ControllerClock(_time);
        _start = _time.GetTimestamp();
    }

    private DateTimeOffset Truth => _controllerAtBoot + _time.GetElapsedTime(_start) * (1 - _drift);

    private TimeSpan Error => (_clock.Now - Truth).Duration();

    [Theory]
    [InlineData(null, TimeStanding.None)]
    [InlineData(-1, TimeStanding.Carried)]
    [InlineData(0, TimeStanding.Carried)]
    [InlineData(1, TimeStanding.None)]
    public void Before_an_answer_its_own_clock_carries_the_time_unless_it_is_behind_what_was_known(int? floorSeconds, TimeStanding expected)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero));
        DateTimeOffset? floor = floorSeconds is { } seconds ? time.GetUtcNow().AddSeconds(seconds) : null;
        Assert.Equal(expected, new ControllerClock(time, floor).Standing);
    }

    [Fact]
    public void It_is_not_attested_before_an_answer() => Assert.False(_clock.IsAttested);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(5, 5, 0)]
    [InlineData(40, 40, 100)]
    [InlineData(200, 200, 0)]
    public void With_even_delays_it_is_right(int thereMs, int backMs, int thinkingMs)
    {
        Ask(thereMs, backMs, thinkingMs);

        Assert.True(_clock.IsAttested);
        Assert.InRange(Error, TimeSpan.Zero, TimeSpan.FromMicroseconds(2));
        Assert.InRange((_clock.Uncertainty - TimeSpan.FromMilliseconds(thereMs)).Duration(), TimeSpan.Zero, TimeSpan.FromMicroseconds(30));
    }

    [Theory]
    [InlineData(0, 80)]
    [InlineData(80, 0)]
    [InlineData(10, 400)]
    public void With_uneven_delays_it_is_wrong_by_no_more_than_it_says(int thereMs, int backMs)
    {
        Ask(thereMs, backMs);

        Assert.InRange(Error, TimeSpan.Zero, _clock.Uncertainty + TimeSpan.FromMicroseconds(2));
    }

    [Fact]
    public void Under_jitter_the_quickest_of_many_answers_counts()
    {
        var random = new Random(7);
        for (var asked = 0; asked < 16; asked++)
        {
            Ask(1 + random.Next(120), 1 + random.Next(120));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Ask(2, 2);

        Assert.InRange(Error, TimeSpan.Zero, TimeSpan.FromMilliseconds(0.1));
    }

    [Theory]
    [InlineData(50e-6)]
    [InlineData(-50e-6)]
    [InlineData(100e-6)]
    public void A_drifting_quartz_is_followed_for_a_day_within_what_it_says(double drift)
    {
        _drift = drift;
        var random = new Random(11);
        var worst = TimeSpan.Zero;
        for (var asked = 0; asked < 8640; asked++)
        {
            Assert.Equal(ClockVerdict.Taken, Ask(5 + random.Next(30), 5 + random.Next(30), onAir: true));
            Assert.InRange(Error, TimeSpan.Zero, _clock.Uncertainty + TimeSpan.FromMicroseconds(5));
            worst = Error > worst ? Error : worst;
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.InRange(worst, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
    }

    [Theory]
    [InlineData(100e-6)]
    [InlineData(-100e-6)]
    public void On_air_a_quartz_that_is_far_off_is_followed_between_the_answers_too(double drift)
    {
        _drift = drift;
        AskFor(TimeSpan.FromMinutes(3));
        var worst = TimeSpan.Zero;
        for (var second = 0; second < 600; second++)
        {
            if (second % 10 == 0)
            {
                Ask(1, 1, onAir: true);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
            worst = Error > worst ? Error : worst;
        }

        Assert.InRange(worst, TimeSpan.Zero, TimeSpan.FromMilliseconds(0.2));
    }

    [Theory]
    [InlineData(50e-6)]
    [InlineData(-50e-6)]
    public void What_was_learned_of_the_quartz_carries_through_an_outage(double drift)
    {
        _drift = drift;
        AskFor(TimeSpan.FromMinutes(10));

        _time.Advance(TimeSpan.FromHours(1));

        Assert.InRange(Error, TimeSpan.Zero, TimeSpan.FromMilliseconds(30));
        Assert.InRange(_clock.Uncertainty, Error, TimeSpan.FromMilliseconds(120));
    }

    [Fact]
    public void A_quartz_that_gets_warm_is_followed_and_what_it_did_before_is_forgotten()
    {
        _drift = 20e-6;
        AskFor(TimeSpan.FromMinutes(10));
        _controllerAtBoot += _time.GetElapsedTime(_start) * 40e-6;
        _drift = 60e-6;
        AskFor(TimeSpan.FromMinutes(10));

        _time.Advance(TimeSpan.FromSeconds(100));

        Assert.InRange(Error, TimeSpan.Zero, TimeSpan.FromMilliseconds(2));
    }

    [Fact]
    public void An_instant_long_after_a_timestamp_is_told_as_the_timestamp_then_would_be()
    {
        _drift = 100e-6;
        AskFor(TimeSpan.FromMinutes(10));
        var before = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(_clock.Now, _clock.At(before, TimeSpan.FromMinutes(30)));
    }

    [Fact]
    public void A_step_of_the_wall_clock_moves_nothing()
    {
        Ask(5, 5);
        var before = _clock.Now;

        _time.Step = TimeSpan.FromDays(400);

        Assert.Equal(before, _clock.Now);
        Assert.Equal(before - _time.GetUtcNow(), _clock.WallClockOffset);
    }

    [Fact]
    public void A_step_of_the_controller_is_followed_at_once_while_nothing_is_on_air()
    {
        AskOften();
        _controllerAtBoot += TimeSpan.FromSeconds(3);

        Assert.Equal(ClockVerdict.Taken, Ask(30, 30));

        Assert.InRange(Error, TimeSpan.Zero, TimeSpan.FromMicroseconds(2));
    }

    [Fact]
    public void On_air_a_large_step_must_be_said_three_times()
    {
        AskOften();
        var before = _clock.Offset;
        _controllerAtBoot += TimeSpan.FromSeconds(3);

        Assert.Equal(ClockVerdict.Doubted, Ask(5, 5, onAir: true));
        Assert.Equal(ClockVerdict.Doubted, Ask(5, 9, onAir: true));
        Assert.Equal(before, _clock.Offset);
        Assert.Equal(ClockVerdict.Taken, Ask(5, 5, onAir: true));
        Assert.InRange(Error, TimeSpan.Zero, TimeSpan.FromMilliseconds(0.1));
    }

    [Fact]
    public void On_air_a_large_step_that_does_not_agree_with_itself_is_never_taken()
    {
        AskOften();
        for (var asked = 0; asked < 10; asked++)
        {
            _controllerAtBoot = AtController + TimeSpan.FromSeconds(asked % 2 == 0 ? 3 : 9);
            Assert.Equal(ClockVerdict.Doubted, Ask(5, 5, onAir: true));
        }

        _controllerAtBoot = AtController;
        Assert.Equal(ClockVerdict.Taken, Ask(5, 5, onAir: true));
        Assert.InRange(Error, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void On_air_a_small_step_is_taken_at_once()
    {
        AskOften();
        _controllerAtBoot += TimeSpan.FromMilliseconds(200);

        Assert.Equal(ClockVerdict.Taken, Ask(5, 5, onAir: true));
        Assert.InRange(Error, TimeSpan.Zero, TimeSpan.FromMicroseconds(10));
    }

    [Fact]
    public void On_air_the_noise_of_the_line_moves_it_no_faster_than_a_loudspeaker_can_follow()
    {
        var forced = 0;
        AskOften();
        var random = new Random(13);
        for (var asked = 0; asked < 100; asked++)
        {
            var before = _clock.Offset;
            _time.Advance(TimeSpan.FromSeconds(10));
            Ask(1 + random.Next(40), 1 + random.Next(40), onAir: true);
            forced += (_clock.Offset - before).Duration() > TimeSpan.FromMilliseconds(0.61) ? 1 : 0;
        }

        // Only a measurement so good that it rules out what was believed may do that.
        Assert.InRange(forced, 0, 3);
    }

    [Fact]
    public void An_answer_that_took_longer_at_the_controller_than_in_all_is_nonsense()
    {
        var sent = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(10));

        var verdict = _clock.Offer(sent, _time.GetTimestamp(), Answer(Truth.AddMilliseconds(-50), Truth));

        Assert.Equal(ClockVerdict.Nonsense, verdict);
        Assert.False(_clock.IsAttested);
    }

    [Fact]
    public void An_answer_given_before_it_was_asked_is_nonsense()
    {
        var sent = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(10));

        Assert.Equal(ClockVerdict.Nonsense, _clock.Offer(sent, _time.GetTimestamp(), Answer(Truth, Truth.AddMilliseconds(-1))));
    }

    /// <summary>A wall clock that somebody sets while the monotonic one goes on.</summary>
    private sealed class FakeWallClock(DateTimeOffset start) : FakeTimeProvider(start)
    {
        public TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }

    private static ClockAnswer Answer(DateTimeOffset received, DateTimeOffset answered) => new()
    {
        Version = WireVersion.Current,
        Nonce = Guid.NewGuid(),
        ReceivedAt = received,
        AnsweredAt = answered,
    };

    private void AskOften()
    {
        for (var asked = 0; asked < 16; asked++)
        {
            Ask(5, 5);
        }
    }

    private void AskFor(TimeSpan time)
    {
        for (var begin = _time.GetTimestamp(); _time.GetElapsedTime(begin) < time; _time.Advance(TimeSpan.FromSeconds(10)))
        {
            Assert.Equal(ClockVerdict.Taken, Ask(1, 1));
        }
    }

    private ClockVerdict Ask(int thereMs, int backMs, int thinkingMs = 0, bool onAir = false)
    {
        var sent = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(thereMs));
        var received = Truth;
        _time.Advance(TimeSpan.FromMilliseconds(thinkingMs));
        var answered = Truth;
        _time.Advance(TimeSpan.FromMilliseconds(backMs));
        return _clock.Offer(sent, _time.GetTimestamp(), Answer(received, answered), onAir);
    }
}
