using System.Security.Cryptography;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Link;

public class LinkTablesTests
{
    [Theory]
    [InlineData("620321104200", "620321104200 620321104000 620321000000 620300000000 620000000000")]
    [InlineData("62032110420001", "62032110420001 620321104200 620321104000 620321000000 620300000000 620000000000")]
    [InlineData("620321104000", "620321104000 620321000000 620300000000 620000000000")]
    public void The_areas_above_are_its_code_cut(string code, string expected) =>
        Assert.Equal(expected.Split(' '), AreaPath.UpwardsFrom(code));

    [Theory]
    [InlineData(0, 0.0, 0.5)]
    [InlineData(0, 0.999999, 1)]
    [InlineData(1, 0.999999, 2)]
    [InlineData(3, 0.5, 4.25)]
    [InlineData(4, 0.0, 0.5)]
    [InlineData(4, 0.999999, 15)]
    [InlineData(100000, 0.999999, 15)]
    public void The_wait_is_random_over_a_span_that_doubles(int failures, double random, double seconds) =>
        Assert.Equal(seconds, Backoff.After(failures, random).TotalSeconds, 3);

    [Fact]
    public void An_allowance_is_a_burst_and_then_one_each_interval()
    {
        var time = new FakeTimeProvider();
        var allowance = new Allowance(3, TimeSpan.FromSeconds(10), time);

        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => allowance.TryTake()));
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(allowance.TryTake());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(allowance.TryTake());
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => allowance.TryTake()));
    }

    [Fact]
    public void A_pinned_key_signs_every_class_unless_a_line_before_it_says_which()
    {
        using var any = SigningKey.Create();
        using var ordinary = SigningKey.Create();
        using var keys = PinnedKeys.Read(FakeAuthority.Pem(any) + "\n# the console's\nClasses: exercise, ordinary\n" + FakeAuthority.Pem(ordinary));

        Assert.All(Enum.GetValues<OrderClass>(), each => Assert.True(keys.Allows(any.KeyId, each)));
        Assert.True(keys.Allows(ordinary.KeyId, OrderClass.Exercise));
        Assert.True(keys.Allows(ordinary.KeyId, OrderClass.Ordinary));
        Assert.False(keys.Allows(ordinary.KeyId, OrderClass.Emergency));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key at all")]
    [InlineData("Classes: all\n-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEjvNR5ynSUOFJfWAN77xXU6HvBhvb\n"
        + "GytiNNlIB2PpvEPlVChgfoSDaG3WIii3g7/mixxrldBFYzvmguhdlhCq2w==\n-----END PUBLIC KEY-----\n")]
    public void A_text_without_a_fit_key_is_refused(string text) => Assert.Throws<CryptographicException>(() => PinnedKeys.Read(text));
}
