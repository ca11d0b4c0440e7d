using CloudBroadcast.DeviceAgent.Amplifiers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class LineRulesTests
{
    [Fact]
    public void Lines_that_give_each_zone_one_sound_output_are_taken_as_they_are_written()
    {
        var options = Read(Line(0, "hw:0", 1, 2), Line(1, "hw:1", 4, 3)).Value;

        Assert.Equal(["hw:0", "hw:1"], options.Lines.Select(line => line.Device));
        Assert.Equal([[1, 2], [4, 3]], options.Lines.Select(line => line.Zones));
    }

    [Fact]
    public void No_lines_need_no_zones() => Assert.Empty(Read().Value.Lines);

    [Fact]
    public void A_zone_without_a_line_or_with_two_or_that_does_not_exist_is_named()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Read(Line(0, "hw:0", 1, 2), Line(1, "hw:1", 2, 4, 5)).Value);

        Assert.Equal(
            [
                "Playback:Lines: zone \"5\" does not exist: Amplifier:Zones says that 1 to 4 do.",
                "Playback:Lines: zone \"2\" hangs on two lines: each zone hangs on one.",
                "Playback:Lines: zone \"3\" hangs on no line, but Amplifier:Zones says that 1 to 4 exist.",
            ],
            refusal.Failures);
    }

    [Fact]
    public void A_line_without_zones_or_without_an_output_of_its_own_is_named()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Read(Line(0, "hw:0", 1, 2), Line(1, "", 3, 4), Line(2, "hw:0")).Value);

        Assert.Equal(
            [
                "Playback:Lines:1:Device is empty: each line needs a sound output of its own.",
                "Playback:Lines:2:Zones is empty: a line has at least one zone.",
                "Playback:Lines:2:Device \"hw:0\" is another line's already: each line needs a sound output of its own.",
            ],
            refusal.Failures);
    }

    [Fact]
    public void A_wav_output_needs_no_device() =>
        Assert.Equal(2, Read([.. Line(0, "", 1, 2), .. Line(1, "", 3, 4), ("Playback:Sink", "wav")]).Value.Lines.Count);

    private static (string, string)[] Line(int index, string device, params int[] zones) =>
    [
        ($"Playback:Lines:{index}:Device", device),
        .. zones.Select((zone, place) => ($"Playback:Lines:{index}:Zones:{place}", $"{zone}")),
    ];

    private static IOptions<PlaybackOptions> Read(params (string Key, string Value)[][] lines) =>
        Read([.. lines.SelectMany(line => line)]);

    private static IOptions<PlaybackOptions> Read((string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Amplifier:Zones", "4"), .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))])
            .Build();
        var services = new ServiceCollection().AddLogging().AddAmplifier(configuration).AddPlayback(configuration);
        return services.BuildServiceProvider().GetRequiredService<IOptions<PlaybackOptions>>();
    }
}
