using System.Buffers;

namespace CloudBroadcast.Controller.Broker;

public class ConnectRulesTests
{
    private const string NoWill = "A will is not allowed, but an empty one on the gateway's own topic \"gone\".";

    [Theory]
    [InlineData(0x10, "0004 4D515454 04 02 000F", null)]
    [InlineData(0x10, "0004 4D515454 05 02 003C 00 0000", null)]
    [InlineData(0x10, "0004 4D515454 04 C2 0005", null)]
    [InlineData(0x10, "0004 4D5154", null)]
    [InlineData(0x10, "0004 4D515454 04 00 000F", "The session must be clean.")]
    [InlineData(0x10, "0004 4D515454 04 06 000F 0004", null)]
    [InlineData(0x10, "0004 4D515454 05 06 000F", NoWill)]
    [InlineData(0x10, "0004 4D515454 04 26 000F", NoWill)]
    [InlineData(0x10, "0004 4D515454 04 02 0000", "The keep-alive is \"0\" s. Allowed: 5 to 60.")]
    [InlineData(0x10, "0004 4D515454 04 02 0004", "The keep-alive is \"4\" s. Allowed: 5 to 60.")]
    [InlineData(0x10, "0004 4D515454 04 02 003D", "The keep-alive is \"61\" s. Allowed: 5 to 60.")]
    [InlineData(0x10, "0006 4D5149736470 03 02 000F", "MQTT 3.1.1 or 5 is needed.")]
    [InlineData(0x11, "0004 4D515454 04 02 000F", "The first packet is no CONNECT.")]
    [InlineData(0x30, "0001 61", "The first packet is no CONNECT.")]
    public void A_connect_keeps_the_rules_of_the_wire_page(byte head, string rest, string? problem) => Assert.Equal(
        problem, ConnectRules.ProblemOf(head, new ReadOnlySequence<byte>(Convert.FromHexString(rest.Replace(" ", "", StringComparison.Ordinal)))));

    [Theory]
    [InlineData("gw-a", "cb/1/gateway/gw-a/gone", "", true)]
    [InlineData("gw-a", "cb/1/gateway/gw-a/gone", "x", false)]
    [InlineData("gw-a", "cb/1/gateway/gw-b/gone", "", false)]
    [InlineData("gw-a", "cb/1/gateway/gw-a/order", "", false)]
    [InlineData("gw-a", "cb/1/gateway/gw-a/state", "", false)]
    [InlineData("../a", "cb/1/gateway/../a/gone", "", false)]
    public void The_one_will_is_the_gateways_own_farewell(string client, string topic, string payload, bool isAllowed)
    {
        byte[] head = [.. "\0\u0004MQTT"u8, 4, 0x06, 0, 15];
        byte[] connect = [.. head, .. Text(client), .. Text(topic), .. Text(payload)];

        Assert.Equal(isAllowed ? null : NoWill, ConnectRules.ProblemOf(0x10, new ReadOnlySequence<byte>(connect)));
    }

    private static byte[] Text(string text) => [0, (byte)text.Length, .. System.Text.Encoding.UTF8.GetBytes(text)];
}
