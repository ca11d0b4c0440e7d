namespace CloudBroadcast.Protocol;

public class TopicsTests
{
    [Theory]
    [InlineData("gw-620321104200", true)]
    [InlineData("g1", true)]
    [InlineData("g", false)]
    [InlineData("-g", false)]
    [InlineData("Gw-1", false)]
    [InlineData("gw/1", false)]
    [InlineData("gw+", false)]
    [InlineData("gw-1\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_gateway_id_keeps_the_grammar(string? text, bool valid) => Assert.Equal(valid, Topics.IsGatewayId(text));

    [Theory]
    [InlineData("620321104000", true)]
    [InlineData("62032110420001", true)]
    [InlineData("6203211042000", false)]
    [InlineData("62032110400x", false)]
    [InlineData("620321104000\n", false)]
    public void An_area_code_keeps_the_grammar(string text, bool valid) => Assert.Equal(valid, Topics.IsAreaCode(text));

    [Fact]
    public void A_topic_is_not_built_from_what_breaks_the_grammar()
    {
        Assert.Throws<ArgumentException>(() => Topics.GatewayState("a/#"));
        Assert.Throws<ArgumentException>(() => Topics.AreaOrders("+"));
    }

    [Fact]
    public void What_is_built_is_taken_apart_again()
    {
        var stream = Guid.NewGuid();

        Assert.True(Topics.TryParseGateway(Topics.ClockRequest("gw-1"), out var gateway, out var leaf));
        Assert.Equal(("gw-1", "clock/request"), (gateway, leaf));
        Assert.True(Topics.TryParseStream(Topics.Stream(stream), out var parsed));
        Assert.Equal(stream, parsed);
        Assert.True(Topics.TryParseArea(Topics.AreaOrders("620321104000"), out var area));
        Assert.Equal("620321104000", area);
    }

    [Theory]
    [InlineData("cb/1/gateway/gw-1/state/x")]
    [InlineData("cb/2/gateway/gw-1/state")]
    [InlineData("cb/1/gateway/+/state")]
    [InlineData("cb/1/gateway/gw-1/state\n")]
    public void A_foreign_topic_is_no_gateway_topic(string topic) => Assert.False(Topics.TryParseGateway(topic, out _, out _));
}
