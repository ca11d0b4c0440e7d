using System.Globalization;
using System.Text;

namespace CloudBroadcast.Controller.Operators.Accounts;

public class TotpTests
{
    // RFC 6238, appendix B: the SHA-1 rows, of whose eight digits the last six are ours.
    private static readonly byte[] RfcKey = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_RFC_6238(long seconds, string code) =>
        Assert.Equal(code, Totp.CodeAt(RfcKey, DateTimeOffset.FromUnixTimeSeconds(seconds)));

    [Theory]
    [InlineData(-31, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public void A_code_counts_in_its_step_and_the_ones_beside_it(int seconds, bool counts)
    {
        var made = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

        Assert.Equal(counts, Totp.StepOf(RfcKey, Totp.CodeAt(RfcKey, made), made.AddSeconds(seconds)) is not null);
    }

    // RFC 4648, section 10, without its padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_RFC_4648(string text, string written) => Assert.Equal(written, Totp.Base32(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Passwords_that_the_controller_makes_are_groups_of_readable_characters_and_never_the_same()
    {
        var made = Enumerable.Range(0, 100).Select(_ => RandomPassword.Make()).ToList();

        Assert.Equal(100, made.Distinct().Count());
        Assert.All(made, password => Assert.Matches(@"\A[0-9a-hjkmnp-tv-z]{5}(-[0-9a-hjkmnp-tv-z]{5}){3}\z", password));
        Assert.True(20 * Math.Log2(32) >= 80, string.Create(CultureInfo.InvariantCulture, $"{20 * Math.Log2(32)} bits"));
    }
}
