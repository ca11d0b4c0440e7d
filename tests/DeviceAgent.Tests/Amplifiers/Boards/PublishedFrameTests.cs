using System.Text;

namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>
/// Frames as published: Modicon's reference and Waveshare's manual, the R421A08's sheet as in Erriez's and mikee47's libraries,
/// LC Technology's LCUS sheet, KMTronic's Arduino examples, Numato's command set.
/// </summary>
public sealed class PublishedFrameTests
{
    [Theory]
    [InlineData("01 05 00 00 FF 00", "8C 3A")]
    [InlineData("01 05 00 00 00 00", "CD CA")]
    [InlineData("01 05 00 01 FF 00", "DD FA")]
    [InlineData("01 05 00 FF FF 00", "BC 0A")]
    [InlineData("01 0F 00 00 00 08 01 FF", "BE D5")]
    [InlineData("01 0F 00 00 00 04 01 0F", "7E 92")]
    [InlineData("01 01 00 00 00 08", "3D CC")]
    [InlineData("01 01 01 41", "91 B8")]
    public void A_Modbus_frame_ends_with_its_checksum(string body, string crc) => Assert.Equal(Hex($"{body} {crc}"), ModbusFrame.Of(Hex(body)));

    [Theory]
    [InlineData(1, 1, false, "01 05 00 00 FF 00 8C 3A")]
    [InlineData(1, 0, false, "01 05 00 00 00 00 CD CA")]
    [InlineData(8, 0xFF, false, "01 0F 00 00 00 08 01 FF BE D5")]
    [InlineData(8, 0, false, "01 0F 00 00 00 08 01 00 FE 95")]
    [InlineData(4, 0x0F, false, "01 0F 00 00 00 04 01 0F 7E 92")]
    [InlineData(8, 0, true, "01 05 00 FF 00 00 FD FA")]
    public void A_Modbus_board_is_told(int zones, int wanted, bool hasAllCoils, string frame) =>
        Assert.Equal(Hex(frame), new ModbusBoard(Nobody(), Channels(zones), 1, hasAllCoils).Write((ushort)wanted));

    [Fact]
    public void An_R421A08_is_told_and_asked()
    {
        var board = new R421A08Board(Nobody(), Channels(1), 1);

        Assert.Equal(Hex("01 06 00 01 01 00 D9 9A"), board.Write(0, on: true));
        Assert.Equal(Hex("01 06 00 01 02 00 D9 6A"), board.Write(0, on: false));
        Assert.Equal(Hex("01 03 00 01 00 01 D5 CA"), board.Read());
    }

    [Theory]
    [InlineData(0, true, "A0 01 01 A2")]
    [InlineData(0, false, "A0 01 00 A1")]
    [InlineData(1, true, "A0 02 01 A3")]
    [InlineData(3, true, "A0 04 01 A5")]
    public void An_LCUS_board_is_told(int channel, bool on, string frame) => Assert.Equal(Hex(frame), LcusBoard.Write(channel, on));

    [Theory]
    [InlineData("CH1: ON \r\nCH2: OFF\r\n", 2, "10")]
    [InlineData("CH1: OFF\r\nCH2: ON \r\nCH3: OFF\r\nCH4: ON \r\n", 2, "01")]
    [InlineData("CH1: ON \r\nCH2: O", 2, null)]
    [InlineData("\u0081\u00FFCH1: ON \r\n", 1, "1")]
    [InlineData("hello", 1, null)]
    public void An_LCUS_status_is_read(string text, int count, string? states) =>
        Assert.Equal(states, LcusStatusBoard.Find(Encoding.Latin1.GetBytes(text), count));

    [Theory]
    [InlineData(0, true, "FF 01 01")]
    [InlineData(0, false, "FF 01 00")]
    [InlineData(7, true, "FF 08 01")]
    public void A_KMTronic_board_is_told(int channel, bool on, string frame) => Assert.Equal(Hex(frame), KmtronicBoard.Write(channel, on));

    [Theory]
    [InlineData("FF 02 01", 1, "01")]
    [InlineData("FF 02 00", 1, "00")]
    [InlineData("FF 01 01", 1, null)]
    [InlineData("FF 02", 1, null)]
    public void A_small_KMTronic_boards_relay_is_read(string heard, int channel, string? state) =>
        Assert.Equal(state is null ? null : Hex(state), KmtronicBoard.FindOne(Hex(heard), channel));

    [Theory]
    [InlineData("01 00 00 01", 4, true)]
    [InlineData("01 00 00 01", 8, false)]
    [InlineData("01 00 00 01 00 00 00 01", 8, true)]
    [InlineData("01 00 4F 01", 4, false)]
    public void A_large_KMTronic_board_tells_all_its_relays(string heard, int count, bool isAnswer) =>
        Assert.Equal(isAnswer ? Hex(heard) : null, KmtronicBoard.FindAll(Hex(heard), count));

    [Theory]
    [InlineData("relay read 3", "relay read 3\n\ron\n\r>", "on")]
    [InlineData("relay read 3", ">\n\rrelay read 3\n\roff\n\r>", "off")]
    [InlineData("relay on 0", "relay on 0\n\r>", "")]
    [InlineData("relay read 3", "relay read 3\n\rof", null)]
    [InlineData("ver", "ver\n\r00000008\n\r>", "00000008")]
    public void A_Numato_answer_stands_between_echo_and_prompt(string command, string heard, string? answer) =>
        Assert.Equal(answer, NumatoBoard.Find(Encoding.ASCII.GetBytes(heard), command));

    [Fact]
    public void A_Numato_board_counts_its_relays_from_zero() => Assert.Equal(("relay on 0", "relay off 7"), (NumatoBoard.Write(0, on: true), NumatoBoard.Write(7, on: false)));

    [Fact]
    public void A_disturbed_Modbus_answer_is_none_and_noise_around_a_good_one_is_passed_over()
    {
        var good = Hex("01 01 01 41 91 B8");

        Assert.Equal(Hex("01 01 01 41"), ModbusFrame.Find([0xFF, 0x01, 0x01, .. good, 0x55], 1, 1, good.Length));
        Assert.Null(ModbusFrame.Find(Hex("01 01 01 40 91 B8"), 1, 1, good.Length));
        Assert.Null(ModbusFrame.Find(good.AsSpan(0, 5), 1, 1, good.Length));
    }

    [Fact]
    public void An_exception_is_said_with_its_number()
    {
        var refusal = Assert.Throws<ForeignBoardException>(() => ModbusFrame.Find(Hex("01 85 02 C3 51"), 1, 5, 8));

        Assert.Contains("function 05 with exception 2", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    private static BoardChannels Channels(int zones) => new(new AmplifierOptions { PowerRelay = false, Zones = zones });

    private static BoardExchange Nobody() => new(Stream.Null, "board", TimeProvider.System);
}
