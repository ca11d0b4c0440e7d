using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Supplies;

public sealed class SupplyTests : IAsyncDisposable
{
    private const string Id = "gw-620321104200";
    private readonly CastTown _town = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_enrolled_gateway_fetches_audio_whole_and_goes_on_where_it_broke_off()
    {
        var (programme, _) = await _town.AddProgrammeAsync(2000);
        var file = await File.ReadAllBytesAsync(_town.Host.Get<AudioFiles>().PathOf(programme.ContentHash), Stop);
        await using var gateway = await FakeGateway.EnrolAsync(_town.Host, Id);
        using var http = FakeGateway.HttpsOf(_town.Host, gateway.Certificate);

        var whole = await http.GetAsync($"{GatewayPaths.Audio}/{programme.ContentHash}", Stop);
        var rest = await GetFromAsync(http, programme.ContentHash, 10_000);
        var behind = await GetFromAsync(http, programme.ContentHash, file.Length);

        Assert.Equal((HttpStatusCode.OK, file.Length), (whole.StatusCode, whole.Content.Headers.ContentLength));
        Assert.Equal(file, await whole.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal((HttpStatusCode.PartialContent, file.Length - 10_000), (rest.StatusCode, rest.Content.Headers.ContentLength));
        Assert.Equal($"bytes 10000-{file.Length - 1}/{file.Length}", rest.Content.Headers.ContentRange!.ToString());
        Assert.Equal(file[10_000..], await rest.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, behind.StatusCode);
    }

    [Theory]
    [InlineData("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", HttpStatusCode.NotFound)]
    [InlineData("9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08", HttpStatusCode.BadRequest)]
    [InlineData("..%2f..%2ftown.db", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task What_is_no_file_of_a_hash_is_refused(string name, HttpStatusCode status)
    {
        await using var gateway = await FakeGateway.EnrolAsync(_town.Host, Id);
        using var http = FakeGateway.HttpsOf(_town.Host, gateway.Certificate);

        Assert.Equal(status, (await http.GetAsync($"{GatewayPaths.Audio}/{name}", Stop)).StatusCode);
        Assert.Equal(status, (await http.GetAsync($"{GatewayPaths.Package}/{name}", Stop)).StatusCode);
    }

    [Fact]
    public async Task Who_shows_no_certificate_a_replaced_one_or_a_revoked_one_gets_nothing()
    {
        var (programme, _) = await _town.AddProgrammeAsync(50);
        await using var replaced = await FakeGateway.EnrolAsync(_town.Host, Id);
        await using var gateway = await FakeGateway.EnrolAsync(_town.Host, Id);
        var path = $"{GatewayPaths.Audio}/{programme.ContentHash}";
        using var nobody = FakeGateway.HttpsOf(_town.Host);
        using var former = FakeGateway.HttpsOf(_town.Host, replaced.Certificate);
        using var good = FakeGateway.HttpsOf(_town.Host, gateway.Certificate);

        Assert.Equal(HttpStatusCode.Forbidden, (await nobody.GetAsync(path, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await nobody.PostAsync(GatewayPaths.Logs, Gzip("x"), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await former.GetAsync(path, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await good.GetAsync(path, Stop)).StatusCode);
        (await _town.PostAsync($"/api/gateways/{Id}/revoke", new { reason = "被盗" })).EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.Forbidden, (await good.GetAsync(path, Stop)).StatusCode);
    }

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    private static async Task<HttpResponseMessage> GetFromAsync(HttpClient http, string hash, long from)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{GatewayPaths.Audio}/{hash}");
        request.Headers.Range = new RangeHeaderValue(from, null);
        return await http.SendAsync(request, Stop);
    }

    private static ByteArrayContent Gzip(string text)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return new ByteArrayContent(zipped.ToArray());
    }
}
