using System.Buffers.Binary;
using System.Text;

namespace CloudBroadcast.Controller.Sealing;

public class SealedFileTests
{
    private const string Passphrase = "东大河的水往北流";
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("the town's keys");

    [Fact]
    public void What_was_sealed_opens_with_its_passphrase()
    {
        Assert.True(SealedFile.TryOpen(SealedFile.Seal(Content, Passphrase), Passphrase, out var opened, out _));
        Assert.Equal(Content, opened);
    }

    [Fact]
    public void Nothing_of_it_can_be_read_and_no_two_files_are_alike()
    {
        var (one, two) = (SealedFile.Seal(Content, Passphrase), SealedFile.Seal(Content, Passphrase));
        Assert.True(one.AsSpan().IndexOf(Content.AsSpan(0, 6)) < 0);
        Assert.False(one.AsSpan(11).SequenceEqual(two.AsSpan(11)));
    }

    [Fact]
    public void Another_passphrase_opens_nothing()
    {
        Assert.False(SealedFile.TryOpen(SealedFile.Seal(Content, Passphrase), Passphrase + " ", out var opened, out var problem));
        Assert.Null(opened);
        Assert.Contains("passphrase", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "magic")]
    [InlineData(6, "version")]
    [InlineData(10, "rounds")]
    [InlineData(11, "salt")]
    [InlineData(38, "nonce")]
    [InlineData(39, "tag")]
    [InlineData(54, "tag")]
    [InlineData(55, "content")]
    [InlineData(69, "content")]
    public void A_flipped_byte_is_refused(int index, string part)
    {
        var file = SealedFile.Seal(Content, Passphrase);
        Assert.Equal(55 + Content.Length, file.Length);
        file[index] ^= 0x10;
        Assert.False(SealedFile.TryOpen(file, Passphrase, out _, out var problem), part);
        Assert.NotEmpty(problem!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(599_999)]
    [InlineData(int.MaxValue)]
    public void Too_few_or_too_many_rounds_are_refused_before_any_is_done(int rounds)
    {
        var file = SealedFile.Seal(Content, Passphrase);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(7), rounds);
        Assert.False(SealedFile.TryOpen(file, Passphrase, out _, out var problem));
        Assert.Contains($"{rounds} rounds", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(54)]
    public void A_file_that_is_cut_off_is_refused(int length) =>
        Assert.False(SealedFile.TryOpen(SealedFile.Seal(Content, Passphrase).AsSpan(0, length), Passphrase, out _, out _));
}
