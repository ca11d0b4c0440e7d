namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class StreamOriginTests
{
    private readonly StreamOrigin _origin = new();

    [Fact]
    public void It_is_unknown_until_there_are_twenty_five_readings()
    {
        for (var reading = 0; reading < 24; reading++)
        {
            Read(reading, TimeSpan.FromSeconds(1));
        }

        Assert.Null(_origin.Value);
        Read(24, TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), _origin.Value);
    }

    [Fact]
    public void Readings_of_a_thread_that_was_put_aside_do_not_move_it()
    {
        for (var reading = 0; reading < 40; reading++)
        {
            Read(reading, TimeSpan.FromSeconds(reading % 3 == 0 ? 1.05 : 1));
        }

        Assert.Equal(TimeSpan.FromSeconds(1), _origin.Value);
    }

    [Fact]
    public void It_follows_a_drift_within_the_last_forty()
    {
        for (var reading = 0; reading < 400; reading++)
        {
            Read(reading, TimeSpan.FromSeconds(1) + TimeSpan.FromMicroseconds(2 * reading));
        }

        Assert.Equal(1_000_759, _origin.Value!.Value.TotalMicroseconds, 1.0);
    }

    [Fact]
    public void It_forgets_when_the_output_begins_anew()
    {
        for (var reading = 0; reading < 40; reading++)
        {
            Read(reading, TimeSpan.FromSeconds(1));
        }

        _origin.Reset();

        Assert.Null(_origin.Value);
    }

    // A reading each 20 ms, when 300 ms are in the buffer.
    private void Read(int reading, TimeSpan origin) =>
        _origin.Add(origin + TimeSpan.FromMilliseconds(20 * reading), 960 * reading + 14_400, 14_400);
}
