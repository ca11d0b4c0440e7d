namespace CloudBroadcast.Protocol;

public sealed class ConfigurationCodecTests : IDisposable
{
    private static readonly SigningKey Key = SigningKey.Create();
    private static readonly SigningKey Second = SigningKey.Create();
    private readonly TrustedKeys _keys = Samples.Trusting(Key);

    public void Dispose() => _keys.Dispose();

    private static GatewayConfiguration Sample() => new()
    {
        Version = WireVersion.Current,
        Gateway = "gw-620321104200",
        Revision = 1,
        IssuedAt = Samples.Seven,
        Name = "东寨村",
        Area = "620321104200",
        Zones = [1, 2],
        TimeZone = "Asia/Shanghai",
        Curfew = new Curfew { From = new TimeOnly(22, 0), To = new TimeOnly(6, 0) },
        LongestPlayMs = 7_200_000,
        StartsPerHour = 20,
        EmergencyNeedsApproval = false,
        Keys = [new ConfiguredKey { PublicKey = Key.PublicKey, Classes = [OrderClass.Ordinary] }],
        Operators = [new ConfiguredOperator { Name = "李四", PublicKey = Second.PublicKey }],
    };

    [Fact]
    public void A_signed_configuration_opens_to_itself_and_yields_its_keys()
    {
        Assert.True(ConfigurationCodec.TryOpen(ConfigurationCodec.Sign(Sample(), Key), _keys, out var opened, out _));

        Assert.Equal(WireJson.Write(Sample()), WireJson.Write(opened));
        using var keys = ConfigurationCodec.KeysOf(opened);
        using var operators = ConfigurationCodec.OperatorsOf(opened);
        Assert.True(keys.Allows(Key.KeyId, OrderClass.Ordinary));
        Assert.False(keys.Allows(Key.KeyId, OrderClass.Emergency));
        Assert.True(operators.Knows(Second.KeyId));
    }

    public static TheoryData<string, GatewayConfiguration> Broken()
    {
        var good = Sample();
        var key = good.Keys[0];
        return new TheoryData<string, GatewayConfiguration>
        {
            { "version", good with { Version = 2 } },
            { "gateway", good with { Gateway = "GW" } },
            { "revision", good with { Revision = 0 } },
            { "name", good with { Name = "" } },
            { "area", good with { Area = "62" } },
            { "zones", good with { Zones = [] } },
            { "zones", good with { Zones = [1, 1] } },
            { "zones", good with { Zones = [9] } },
            { "timeZone", good with { TimeZone = "Asia/Dongzhai" } },
            { "curfew", good with { Curfew = new Curfew { From = new TimeOnly(6, 0), To = new TimeOnly(6, 0) } } },
            { "longestPlayMs", good with { LongestPlayMs = 0 } },
            { "startsPerHour", good with { StartsPerHour = 0 } },
            { "keys", good with { Keys = [] } },
            { "keys", good with { Keys = [key with { Classes = [] }] } },
            { "keys", good with { Keys = [key with { PublicKey = new byte[91] }] } },
            { "operators", good with { Operators = [new ConfiguredOperator { Name = "", PublicKey = Second.PublicKey }] } },
            { "operators", good with { Operators = [new ConfiguredOperator { Name = "the controller itself", PublicKey = Key.PublicKey }] } },
            { "emergencyNeedsApproval", good with { EmergencyNeedsApproval = true, Operators = [] } },
        };
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_configuration_that_breaks_a_rule_is_neither_signed_nor_opened(string what, GatewayConfiguration configuration)
    {
        Assert.Throws<ArgumentException>(() => ConfigurationCodec.Sign(configuration, Key));

        var bytes = SignedDocument.Sign(DocumentKind.Configuration, WireJson.Write(configuration), Key);
        Assert.False(ConfigurationCodec.TryOpen(bytes, _keys, out _, out var problem), what);
        Assert.Equal(RefusalReason.Form, problem);
        Assert.False(ConfigurationCodec.TryOpenInstalled(bytes, out _, out _));
    }

    [Fact]
    public void A_configuration_of_another_key_is_refused()
    {
        Assert.False(ConfigurationCodec.TryOpen(ConfigurationCodec.Sign(Sample(), Second), _keys, out _, out var problem));
        Assert.Equal(RefusalReason.UnknownKey, problem);
    }
}
