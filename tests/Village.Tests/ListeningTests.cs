using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>The comparison that the other tests trust would notice silence, noise and another programme.</summary>
public class ListeningTests(SpokenAudio spoken)
{
    private const double Enough = 0.95;
    private const int MaxLag = 4800;

    [Fact]
    public async Task A_delayed_and_quieter_copy_is_recognised_with_its_delay()
    {
        var source = await SpokenAudio.SamplesOfAsync(spoken.Programme);
        var recording = new short[source.Length];
        for (var index = 777; index < recording.Length; index++)
        {
            recording[index] = (short)(source[index - 777] / 3);
        }

        var match = Listening.Align(source, recording, MaxLag);

        Assert.Equal(777, match.LagSamples);
        Assert.True(match.Correlation > 0.99, $"{match}");
    }

    [Theory]
    [InlineData(60e-6, 0, true)]
    [InlineData(0, 4800, false)]
    public async Task A_copy_that_is_led_by_60_ppm_is_recognised_and_one_that_lacks_a_tenth_of_a_second_is_not(double drift, int lacking, bool isRecognised)
    {
        var source = await SpokenAudio.SamplesOfAsync(spoken.Programme);
        var recording = new short[source.Length];
        for (var index = 0; index < recording.Length; index++)
        {
            var from = (int)(index * (1 + drift)) + (index > recording.Length / 2 ? lacking : 0);
            recording[index] = from < source.Length ? source[from] : (short)0;
        }

        Assert.Equal(isRecognised, Listening.Align(source, recording, MaxLag).Correlation >= Enough);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(-300)]
    [InlineData(2400.25)]
    public void The_lag_of_a_piece_of_noise_is_found_between_samples(double lag)
    {
        var (left, right) = (Hiss(0), Hiss(lag));

        Assert.InRange(Listening.Lag(left, right)!.Value, lag - 0.1, lag + 0.1);
    }

    [Fact]
    public void Two_pieces_that_are_not_alike_have_no_lag()
    {
        Assert.Null(Listening.Lag(Hiss(0), Hiss(30_000)));
        Assert.Null(Listening.Lag(Hiss(0), new short[24_000]));
        Assert.Null(Listening.Lag(new short[24_000], new short[24_000]));
    }

    // Half a second of a sum of tones below 4 kHz, later by so many samples.
    private static short[] Hiss(double late)
    {
        var random = new Random(1);
        var tones = Enumerable.Range(0, 200).Select(_ => (Step: 2 * Math.PI * (100 + 3900 * random.NextDouble()) / WavFile.SampleRate, Phase: 7 * random.NextDouble())).ToList();
        return [.. Enumerable.Range(0, WavFile.SampleRate / 2).Select(at => (short)tones.Sum(tone => 100 * Math.Sin(tone.Step * (at - late) + tone.Phase)))];
    }

    [Fact]
    public async Task Silence_noise_and_another_programme_are_not_recognised()
    {
        var source = await SpokenAudio.SamplesOfAsync(spoken.Programme);
        var other = await SpokenAudio.SamplesOfAsync(spoken.OtherProgramme);
        var random = new Random(1);
        var noise = source.Select(_ => (short)random.Next(-8000, 8000)).ToArray();

        Assert.Equal(0, Listening.Align(source, new short[source.Length], MaxLag).Correlation);
        Assert.True(Listening.Align(source, noise, MaxLag).Correlation < Enough / 2);
        Assert.True(Listening.Align(source, other, MaxLag).Correlation < Enough / 2);
    }
}
