namespace CloudBroadcast.DeviceAgent.Amplifiers;

public sealed class AmplifierRulesTests
{
    [Theory]
    [InlineData(nameof(BoardName.Modbus))]
    [InlineData(nameof(BoardName.Waveshare))]
    [InlineData(nameof(BoardName.R421A08))]
    [InlineData(nameof(BoardName.Lcus))]
    [InlineData(nameof(BoardName.LcusStatus))]
    [InlineData(nameof(BoardName.Kmtronic))]
    [InlineData(nameof(BoardName.Numato))]
    public void A_board_without_a_time_out_switches_power_only_when_the_operator_says_so_in_words(string name)
    {
        var board = Enum.Parse<BoardName>(name);
        var options = new AmplifierOptions { Port = "/dev/ttyUSB0", Board = board, Zones = 4 };

        var refusal = Validate(options);
        options.PowerWithoutTimeout = "yes";
        var again = Validate(options);
        options.PowerWithoutTimeout = "我知道程序停止后功放可能一直开着";

        Assert.Contains("我知道程序停止后功放可能一直开着", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal!);
        Assert.Equal(refusal, again);
        Assert.Null(Validate(options));
        Assert.Null(Validate(new AmplifierOptions { Port = "/dev/ttyUSB0", Board = board, Zones = 4, PowerRelay = false }));
    }

    [Fact]
    public void Our_bridge_and_a_gateway_without_a_board_need_no_words()
    {
        Assert.Null(Validate(new AmplifierOptions { Port = "/dev/ttyUSB0" }));
        Assert.Null(Validate(new AmplifierOptions { Board = BoardName.Lcus }));
    }

    [Fact]
    public void More_relays_than_the_board_can_have_are_refused()
    {
        var refusal = Validate(new AmplifierOptions { Port = "p", Board = BoardName.R421A08, PowerWithoutTimeout = AmplifierRules.Consent });

        Assert.Equal("Amplifier:Board 'r421a08' has 8 relays at most, but 9 are asked for by Zones and PowerRelay.", refusal);
    }

    private static string? Validate(AmplifierOptions options) => new AmplifierRules().Validate(null, options).FailureMessage;
}
