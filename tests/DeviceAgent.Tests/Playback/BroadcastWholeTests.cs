using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>What is said of a broadcast from what its parts say; a line is a digit, a stage its first letter or letters.</summary>
public sealed class BroadcastWholeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 4, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, "0:st 0:fi", "st fi")]
    [InlineData(1, "0:st 0:su 0:re 0:fi", "st su re fi")]
    [InlineData(1, "0:st 0:su 0:in", "st su in")]
    [InlineData(1, "0:fa", "fa")]
    [InlineData(2, "0:st 1:st 0:fi 1:fi", "st - - fi")]
    [InlineData(2, "0:st 1:st 1:su 1:re 0:fi 1:fi", "st - - - - fi")] // one line goes on: nobody calls that suspended
    [InlineData(2, "0:st 1:st 0:su 1:su 1:re 0:re 1:fi 0:fi", "st - - su re - - fi")]
    [InlineData(2, "0:st 0:su 1:st 0:in 1:fi", "st su re - in")]
    [InlineData(2, "0:st 1:st 0:fa 1:fi", "st - - in")]
    [InlineData(2, "0:st 1:fa 0:fi", "st - in")]
    [InlineData(2, "0:fa 1:fa", "- fa")]
    [InlineData(2, "1:in 0:st 0:fi", "- st in")]
    public void The_whole_sounds_while_any_part_does_and_is_over_with_its_last(int parts, string words, string said)
    {
        var whole = new BroadcastWhole(parts);

        Assert.Equal(said, string.Join(" ", words.Split(' ').Select(word => Take(whole, word))));
    }

    [Fact]
    public void The_numbers_are_those_of_the_part_that_fared_worst_and_the_relays_those_of_all()
    {
        var whole = new BroadcastWhole(2);
        whole.Take(0, [1], new(PlaybackStage.Finished, null, Evidence(played: 500, missed: 0, offS: 10, confirmed: true)));
        var said = whole.Take(1, [3], new(PlaybackStage.Finished, null, Evidence(played: 300, missed: 200, offS: 12, confirmed: false)));

        var evidence = said!.Evidence!;
        Assert.Equal((300, 200, false), ((int)evidence.FramesPlayed, (int)evidence.FramesMissed, evidence.RelaysConfirmed));
        Assert.Equal((Noon.AddSeconds(12), Noon.AddSeconds(12)), (evidence.ZonesOffAt, evidence.LastSampleAt));
        Assert.Null(said.Detail);
    }

    [Fact]
    public void What_only_some_zones_have_to_say_names_them()
    {
        var whole = new BroadcastWhole(2);
        whole.Take(0, [1, 2], new(PlaybackStage.Finished, null, null));

        Assert.Equal(
            new BroadcastWord(PlaybackStage.Interrupted, "Zones 3: The sound output did not play to the end.", null),
            whole.Take(1, [3], new(PlaybackStage.Failed, "The sound output did not play to the end.", null)));
    }

    [Fact]
    public void What_all_say_is_said_once()
    {
        var whole = new BroadcastWhole(2);
        whole.Take(0, [1, 2], new(PlaybackStage.Interrupted, "值班员停止", null));

        Assert.Equal("值班员停止", whole.Take(1, [3], new(PlaybackStage.Interrupted, "值班员停止", null))!.Detail);
    }

    private static string Take(BroadcastWhole whole, string word)
    {
        var line = word[0] - '0';
        var stage = Enum.GetValues<PlaybackStage>().Single(stage => Short(stage) == word[2..]);
        return whole.Take(line, [line + 1], new(stage, null, null)) is { } said ? Short(said.Stage) : "-";
    }

    private static string Short(PlaybackStage stage) => stage switch
    {
        PlaybackStage.Started => "st",
        PlaybackStage.Suspended => "su",
        PlaybackStage.Resumed => "re",
        PlaybackStage.Finished => "fi",
        PlaybackStage.Interrupted => "in",
        PlaybackStage.Failed => "fa",
        _ => "",
    };

    private static PlaybackEvidence Evidence(int played, int missed, int offS, bool confirmed) => new()
    {
        FirstSampleAt = Noon,
        FirstSampleErrorUs = 0,
        FramesPlayed = played,
        FramesConcealed = 0,
        FramesMissed = missed,
        Underruns = 0,
        LastSampleAt = Noon.AddSeconds(offS),
        ZonesOffAt = Noon.AddSeconds(offS),
        RelaysConfirmed = confirmed,
    };
}
