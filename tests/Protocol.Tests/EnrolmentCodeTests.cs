namespace CloudBroadcast.Protocol;

public class EnrolmentCodeTests
{
    private static readonly byte[] Authority = [1, 2, 3];

    [Fact]
    public void A_code_is_read_as_people_type_it()
    {
        var code = EnrolmentCode.Create(Authority);

        Assert.True(EnrolmentCode.TryParse(code.ToString(), out var read));
        Assert.Equal(code, read);
        Assert.True(EnrolmentCode.TryParse(" " + code.ToString().ToLowerInvariant().Replace('-', ' ').Replace('0', 'o').Replace('1', 'l'), out read));
        Assert.Equal(code, read);
    }

    [Fact]
    public void It_pins_its_authority_and_no_other()
    {
        var code = EnrolmentCode.Create(Authority);

        Assert.True(code.Pins(Authority));
        Assert.False(code.Pins([1, 2, 4]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("K7QF-2M9X")]
    [InlineData("K7QF-2M9X-4TRD-8WPL-3H6N-ABCD-EFGH")]
    [InlineData("UUUU-2M9X-4TRD-8WP0-3H6N-ABCD")]
    [InlineData("K7QF_2M9X-4TRD-8WP0-3H6N-ABCD")]
    public void What_is_no_code_is_not_read(string? text) => Assert.False(EnrolmentCode.TryParse(text, out _));

    [Fact]
    public void Two_codes_are_never_alike() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => EnrolmentCode.Create(Authority).Secret).Distinct().Count());
}
