using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

public sealed class LineQualityTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LineQuality _quality;

    public LineQualityTests() => _quality = new LineQuality(_time);

    [Fact]
    public void A_few_repeated_requests_a_minute_are_no_noise()
    {
        for (var retries = 1; retries <= 20; retries++)
        {
            _quality.Take(retries);
            _time.Advance(TimeSpan.FromSeconds(20));
            Assert.False(_quality.IsNoisy);
        }
    }

    [Fact]
    public void Many_are_noise_until_a_minute_was_quiet()
    {
        _quality.Take(LineQuality.Many);
        Assert.True(_quality.IsNoisy);

        _time.Advance(TimeSpan.FromSeconds(59));
        _quality.Take(LineQuality.Many);
        Assert.True(_quality.IsNoisy);

        _time.Advance(TimeSpan.FromSeconds(2));
        _quality.Take(LineQuality.Many);
        Assert.False(_quality.IsNoisy);
    }

    [Fact]
    public void A_new_connection_counts_on_from_zero()
    {
        _quality.Take(3);
        _quality.Begin();
        _quality.Take(2);

        Assert.True(_quality.IsNoisy);
    }
}
