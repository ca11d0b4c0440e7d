using System.Security.Cryptography;
using CloudBroadcast.Protocol;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Approvals;

/// <summary>The officer's key in a real browser: what it signs, the gateways' own check takes; what it holds, nobody gets.</summary>
public sealed class ApprovalScriptTests(Browser browser, TownHost town) : IClassFixture<TownHost>
{
    private const string Load = "const hand = await import('/approval.js');";

    private sealed record Key(string KeyId, string PublicKey);

    private sealed record Given(string KeyId, string Signature);

    [Theory]
    [InlineData(DocumentKind.Order)]
    [InlineData(DocumentKind.Configuration)]
    public async Task What_the_browser_signs_is_an_approval_for_the_gateways(DocumentKind kind)
    {
        await using var page = await OpenAsync();
        var key = await MakeKeyAsync(page);
        using var controller = SigningKey.Create();
        var document = Sign(kind, controller);
        var payload = Approval.PayloadOf(document).ToArray();

        var given = await SignAsync(page, kind, payload);

        Assert.Equal(key.KeyId, given.KeyId);
        Assert.Equal(PublicKeyId.Of(Convert.FromBase64String(key.PublicKey)), key.KeyId);
        var approved = Approval.Attach(document, given.KeyId, Convert.FromBase64String(given.Signature));
        using var operators = Trusting(key);
        Assert.True(Approval.IsGiven(kind, approved, operators, out var by));
        Assert.Equal(key.KeyId, by);
    }

    [Fact]
    public async Task Its_signature_counts_for_no_other_payload_and_no_other_kind()
    {
        await using var page = await OpenAsync();
        var key = await MakeKeyAsync(page);
        using var controller = SigningKey.Create();
        var document = Sign(DocumentKind.Order, controller);
        var given = await SignAsync(page, DocumentKind.Order, Approval.PayloadOf(document).ToArray());
        using var operators = Trusting(key);

        var another = Approval.Attach(Sign(DocumentKind.Order, controller), given.KeyId, Convert.FromBase64String(given.Signature));
        Assert.False(Approval.IsGiven(DocumentKind.Order, another, operators, out _));
        var same = Approval.Attach(document, given.KeyId, Convert.FromBase64String(given.Signature));
        Assert.False(Approval.IsGiven(DocumentKind.Configuration, same, operators, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(300)]
    [InlineData(60_000)]
    public async Task The_bytes_to_be_signed_are_the_wires_whatever_their_length(int length)
    {
        await using var page = await OpenAsync();
        var payload = RandomNumberGenerator.GetBytes(length);
        const string KeyId = "0123456789abcdef";

        var made = await page.Page.EvaluateAsync<string>(
            $"async ([payload, keyId]) => {{ {Load} return hand.toBase64(hand.toBeSigned('order', hand.fromBase64(payload), keyId)); }}",
            new[] { Convert.ToBase64String(payload), KeyId });

        Assert.Equal(Convert.ToBase64String(Approval.ToBeSigned(DocumentKind.Order, payload, KeyId)), made);
    }

    [Fact]
    public async Task The_private_key_cannot_be_read_by_any_script()
    {
        await using var page = await OpenAsync();
        await MakeKeyAsync(page);

        var outcomes = await page.Page.EvaluateAsync<string[]>(
            $$"""
            async () => {
                {{Load}}
                const { privateKey } = await hand.findKey('lisi');
                return Promise.all(['pkcs8', 'jwk'].map((form) => crypto.subtle.exportKey(form, privateKey).then(() => 'exported', (error) => error.name)));
            }
            """);

        Assert.Equal(["InvalidAccessError", "InvalidAccessError"], outcomes);
    }

    [Fact]
    public async Task A_key_stays_for_its_account_and_outlives_the_page()
    {
        await using var page = await OpenAsync();
        var first = await MakeKeyAsync(page);
        await page.GoAsync("/stopped?what=all");
        Assert.Equal(first, await MakeKeyAsync(page));
        Assert.NotEqual(first, await MakeKeyAsync(page, "zhangsan"));
        await page.Page.EvaluateAsync($"async () => {{ {Load} await hand.forgetKey('lisi'); }}");
        Assert.NotEqual(first, await MakeKeyAsync(page));
    }

    [Fact]
    public async Task The_words_are_read_off_the_bytes_that_are_signed()
    {
        await using var page = await OpenAsync();
        using var controller = SigningKey.Create();
        using var officer = SigningKey.Create();
        var order = await DescribeAsync(page, DocumentKind.Order, WireJson.Write(WaitingDocuments.Alert("山洪\u202e预警")));
        string[] said = ["类别 应急（不是演练）", "标题 《山洪\uFFFD预警》", "级别 红色预警", "开始 2026年11月24日 03:00:00", "长度 0 分 1 秒", "网关 gw-620321104200　1、3 号分区"];
        Assert.All(said, words => Assert.Contains(words, order));

        var configuration = await DescribeAsync(page, DocumentKind.Configuration, WireJson.Write(WaitingDocuments.Configuration(controller, officer)));
        said =
        [
            "双签 应急播出要有人签发", "宵禁 22:00 到 06:00（Asia/Shanghai）", $"控制器密钥 {controller.KeyId}　可签 日常", $"签发人密钥 {officer.KeyId}　值班员 李四",
        ];
        Assert.All(said, words => Assert.Contains(words, configuration));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("""{"version":1,"class":"emergency","action":"play","play":{"title":"x","priority":"constructor","items":[]},"targets":[]}""")]
    public async Task What_cannot_be_read_is_not_signed(string payload)
    {
        await using var page = await OpenAsync();
        await MakeKeyAsync(page);
        var error = await Assert.ThrowsAsync<PlaywrightException>(() => SignAsync(page, DocumentKind.Order, System.Text.Encoding.UTF8.GetBytes(payload)));
        Assert.DoesNotContain("mismatch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_number_and_time_is_the_same_and_another_title_is_not()
    {
        await using var page = await OpenAsync();
        var alert = WaitingDocuments.Alert("山洪");
        var later = alert with { Sequence = 2000, OrderId = Guid.NewGuid(), Play = alert.Play! with { StartAt = alert.Play.StartAt.AddSeconds(9) } };
        Assert.True(await IsSameAsync(page, alert, later));
        Assert.False(await IsSameAsync(page, alert, later with { Play = later.Play! with { Title = "卖西瓜" } }));
        Assert.False(await IsSameAsync(page, alert, later with { Targets = [.. later.Targets, new OrderTarget { Gateway = "gw-1", Zones = [] }] }));
    }

    private static byte[] Sign(DocumentKind kind, SigningKey controller)
    {
        using var officer = SigningKey.Create();
        return kind == DocumentKind.Order
            ? OrderCodec.Sign(WaitingDocuments.Alert("山洪红色预警"), controller)
            : ConfigurationCodec.Sign(WaitingDocuments.Configuration(controller, officer), controller);
    }

    private static TrustedKeys Trusting(Key key)
    {
        var keys = new TrustedKeys();
        keys.Add(Convert.FromBase64String(key.PublicKey));
        return keys;
    }

    private static string WordOf(DocumentKind kind) => kind == DocumentKind.Order ? "order" : "configuration";

    private static async Task<Key> MakeKeyAsync(WatchedPage page, string account = "lisi")
    {
        var made = await page.Page.EvaluateAsync<string[]>(
            $"async (account) => {{ {Load} const key = await hand.ensureKey(account); return [key.keyId, key.publicKey]; }}", account);
        return new Key(made[0], made[1]);
    }

    private static async Task<Given> SignAsync(WatchedPage page, DocumentKind kind, byte[] payload)
    {
        var given = await page.Page.EvaluateAsync<string[]>(
            $$"""
            async ([kind, payload]) => {
                {{Load}}
                const given = await hand.sign('lisi', kind, hand.fromBase64(payload));
                return [given.keyId, given.signature];
            }
            """,
            new[] { WordOf(kind), Convert.ToBase64String(payload) });
        return new Given(given[0], given[1]);
    }

    private static Task<string[]> DescribeAsync(WatchedPage page, DocumentKind kind, byte[] payload) => page.Page.EvaluateAsync<string[]>(
        $"async ([kind, payload]) => {{ {Load} return (await hand.describeWithKeyIds(kind, hand.fromBase64(payload))).map((row) => row.join(' ')); }}",
        new[] { WordOf(kind), Convert.ToBase64String(payload) })!;

    private static Task<bool> IsSameAsync(WatchedPage page, Order one, Order two) => page.Page.EvaluateAsync<bool>(
        $"async ([one, two]) => {{ {Load} return hand.saysTheSame('order', hand.fromBase64(one), hand.fromBase64(two)); }}",
        new[] { Convert.ToBase64String(WireJson.Write(one)), Convert.ToBase64String(WireJson.Write(two)) });

    private async Task<WatchedPage> OpenAsync()
    {
        var page = await browser.OpenAsync(town);
        await page.GoAsync("/stopped?what=all");
        return page;
    }
}
