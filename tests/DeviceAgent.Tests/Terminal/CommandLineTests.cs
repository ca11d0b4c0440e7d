namespace CloudBroadcast.DeviceAgent.Terminal;

public class CommandLineTests
{
    private static readonly CommandForm Form = new("agent do WORD", MostPlaces: 1, Flags: ["--json"], Values: ["--since"]);

    [Fact]
    public void Words_flags_values_and_settings_are_told_apart_in_any_order()
    {
        var typed = CommandLine.Parse(["--since", "3d", "3", "--json", "--Amplifier:Zones", "2", "--config=/x.json", "--Link:Folder=/a=b"], Form);

        Assert.Equal(["3"], typed.Places);
        Assert.True(typed.Has("--json"));
        Assert.Equal(("3d", "/x.json"), (typed.Value("--since"), typed.Value(CommandLine.ConfigSwitch)));
        Assert.Equal(["--Amplifier:Zones=2", "--Link:Folder=/a=b"], typed.Settings);
    }

    [Theory]
    [InlineData("'--jsn'", "--jsn")]
    [InlineData("'--since'", "--since")]
    [InlineData("'--since'", "--since=")]
    [InlineData("'--config'", "--config")]
    [InlineData("'--Link:Folder'", "--Link:Folder")]
    [InlineData("'4' is too much", "3", "4")]
    [InlineData("'-x'", "-x")]
    public void What_does_not_belong_there_is_named_with_the_usage(string named, params string[] arguments)
    {
        var refusal = Assert.Throws<FormatException>(() => CommandLine.Parse(arguments, Form));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("use: agent do WORD", refusal.Message, StringComparison.Ordinal);
    }
}
