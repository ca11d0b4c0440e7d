namespace CloudBroadcast.Protocol;

public class JournalCodecTests
{
    [Fact]
    public void What_is_packed_comes_apart_again()
    {
        using var key = SigningKey.Create();
        ReadOnlyMemory<byte>[] signed = [JournalCodec.Sign(First, key), JournalCodec.Sign(First with { Sequence = 2, Previous = new string('a', 64) }, key)];

        Assert.True(JournalCodec.TryUnpack(JournalCodec.Pack(signed), out var entries));
        Assert.Equal(signed.Select(entry => entry.ToArray()), entries.Select(entry => entry.ToArray()));
    }

    [Fact]
    public void What_is_no_message_is_refused()
    {
        using var key = SigningKey.Create();
        var signed = JournalCodec.Sign(First, key);
        var good = JournalCodec.Pack([signed]);

        Assert.False(JournalCodec.TryUnpack(Array.Empty<byte>(), out _));
        Assert.False(JournalCodec.TryUnpack(signed, out _));
        Assert.False(JournalCodec.TryUnpack(good.AsMemory(0, good.Length - 1), out _));
        Assert.False(JournalCodec.TryUnpack((byte[])[.. good, 0], out _));
        Assert.False(JournalCodec.TryUnpack(JournalCodec.Pack([]), out _));
        Assert.False(JournalCodec.TryUnpack(JournalCodec.Pack([.. Enumerable.Repeat<ReadOnlyMemory<byte>>(signed, JournalCodec.MaxBatch + 1)]), out _));
        Assert.False(JournalCodec.TryUnpack(JournalCodec.Pack([new byte[JournalCodec.MaxEntryBytes + 1]]), out _));
    }

    [Fact]
    public void An_entry_whose_details_do_not_fit_its_kind_is_not_signed()
    {
        using var key = SigningKey.Create();

        Assert.Throws<ArgumentException>(() => JournalCodec.Sign(First with { Kind = JournalKind.Fault }, key));
        Assert.Throws<ArgumentException>(() => JournalCodec.Sign(First with { StepUs = 1 }, key));
        Assert.Throws<ArgumentException>(() => JournalCodec.Sign(First with { Sequence = 2, Previous = "x" }, key));
    }

    private static JournalEntry First => new()
    {
        Version = WireVersion.Current,
        Gateway = "gw-1",
        Journal = Guid.Parse("0192a1b2-c3d4-e5f6-0718-293a4b5c6d40"),
        Sequence = 1,
        Previous = JournalCodec.NothingBefore,
        At = DateTimeOffset.UnixEpoch,
        Time = TimeStanding.None,
        Kind = JournalKind.Start,
        Detail = "1.0.0",
    };
}
