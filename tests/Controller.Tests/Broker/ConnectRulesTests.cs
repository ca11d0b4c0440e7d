using System.Buffers;

namespace CloudBroadcast.Controller.Broker;

public class ConnectRulesTests
{
    [Theory]
    [InlineData(0x10, "0004 4D515454 04 02 000F", null)]
    [InlineData(0x10, "0004 4D515454 05 02 003C 00 0000", null)]
    [InlineData(0x10, "0004 4D515454 04 C2 0005", null)]
    [InlineData(0x10, "0004 4D5154", null)]
    [InlineData(0x10, "0004 4D515454 04 00 000F", "The session must be clean.")]
    [InlineData(0x10, "0004 4D515454 04 06 000F", "A will is not allowed.")]
    [InlineData(0x10, "0004 4D515454 04 02 0000", "The keep-alive is \"0\" s. Allowed: 5 to 60.")]
    [InlineData(0x10, "0004 4D515454 04 02 0004", "The keep-alive is \"4\" s. Allowed: 5 to 60.")]
    [InlineData(0x10, "0004 4D515454 04 02 003D", "The keep-alive is \"61\" s. Allowed: 5 to 60.")]
    [InlineData(0x10, "0006 4D5149736470 03 02 000F", "MQTT 3.1.1 or 5 is needed.")]
    [InlineData(0x11, "0004 4D515454 04 02 000F", "The first packet is no CONNECT.")]
    [InlineData(0x30, "0001 61", "The first packet is no CONNECT.")]
    public void A_connect_keeps_the_rules_of_the_wire_page(byte head, string rest, string? problem) => Assert.Equal(
        problem, ConnectRules.ProblemOf(head, new ReadOnlySequence<byte>(Convert.FromHexString(rest.Replace(" ", "", StringComparison.Ordinal)))));
}
