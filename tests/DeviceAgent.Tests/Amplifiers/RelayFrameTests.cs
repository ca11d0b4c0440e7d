using System.Text;
using CsCheck;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

public sealed class RelayFrameTests
{
    [Fact]
    public void The_check_value_of_the_crc_is_that_of_the_catalogue() =>
        Assert.Equal(0x29B1, Crc16.Of("123456789"u8));

    [Fact]
    public void Any_frame_decodes_to_what_was_encoded() =>
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte.Array[0, RelayFrame.MaxPayload]).Sample((sequence, type, payload) =>
        {
            var bytes = new RelayFrame(sequence, (RelayMessage)type, payload).Encode();

            Assert.Equal(bytes.Length - 1, Array.IndexOf(bytes, (byte)0));
            Assert.True(RelayFrame.TryDecode(bytes, out var frame, out var problem), problem);
            Assert.Equal((sequence, type), (frame.Sequence, (byte)frame.Type));
            Assert.Equal(payload, frame.Payload.ToArray());
        });

    [Fact]
    public void A_frame_with_any_one_bit_turned_is_refused_with_a_reason()
    {
        var good = new RelayFrame(7, RelayMessage.Set, new SetRelays(0x103, 3000).Encode()).Encode();
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var bad = good.ToArray();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.False(RelayFrame.TryDecode(bad, out _, out var problem));
            Assert.NotEmpty(problem);
        }
    }

    [Fact]
    public void Random_bytes_are_refused_with_a_reason_and_never_throw() =>
        Gen.Byte.Array[0, 80].Sample(bytes => Assert.Equal(RelayFrame.TryDecode([.. bytes, 0], out _, out var problem), problem is null));

    [Fact]
    public void A_payload_longer_than_the_page_allows_is_a_bug_of_the_caller() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RelayFrame(0, RelayMessage.Set, new byte[33]).Encode());

    [Theory]
    [InlineData("", "does not end with 00")]
    [InlineData("02 01 04 01 EB 8D", "does not end with 00")]
    [InlineData("06 02 01 01 81 EC 00", "version is 2, not 1")]
    [InlineData("04 01 01 02 06 01 0B B8 85 94 00", "CRC says 8594, the bytes give 8595")]
    public void The_reason_names_what_was_wrong(string hex, string expected)
    {
        Assert.False(RelayFrame.TryDecode(RelayFramePage.Bytes(hex), out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_payload_of_the_wrong_length_is_refused_by_each_message()
    {
        var wrong = Encoding.ASCII.GetBytes("wrong");

        Assert.False(SetRelays.TryDecode(wrong, out _, out var set));
        Assert.False(BridgeVersion.TryDecode(wrong, out _, out var version));
        Assert.False(BridgeStatus.TryDecode(wrong, out _, out var status));
        Assert.False(BridgeRefused.TryDecode(wrong, out _, out var refused));
        Assert.False(SetHardCap.TryDecode(wrong, out _, out var cap));
        Assert.False(BridgeMeasures.TryDecode(wrong, out _, out var measures));
        Assert.False(BridgeTested.TryDecode(wrong, out _, out var tested));
        Assert.Equal(
            ["SET has 5 bytes, not 4", "VERSION has 5 bytes, not 9", "STATUS has 5 bytes, not 15", "REFUSED has 5 bytes, not 2",
                "SETCAP has 5 bytes, not 2", "MEASURES has 5 bytes, not 16", "TESTED has 5 bytes, not 2"],
            [set, version, status, refused, cap, measures, tested]);
    }
}
