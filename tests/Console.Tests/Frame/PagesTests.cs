using System.Net;

namespace CloudBroadcast.Controller.Console.Frame;

public sealed class PagesTests(TownHost town) : IClassFixture<TownHost>
{
    [Fact]
    public async Task An_address_without_a_page_says_so_in_chinese()
    {
        using var answer = await AskAsync("/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("没有这一页", await TextAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_address_of_the_api_stays_the_apis_matter()
    {
        using var answer = await AskAsync("/api/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("没有这一页", await TextAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_compressed_and_keeps_scripts_in_the_house()
    {
        using var answer = await AskAsync("/");
        Assert.Contains(answer.Content.Headers.ContentEncoding, encoding => encoding is "br" or "gzip");
        Assert.Contains("default-src 'self'", string.Join(' ', answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer) =>
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    private async Task<HttpResponseMessage> AskAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        if (path == "/")
        {
            request.Headers.AcceptEncoding.ParseAdd("br");
        }

        return await town.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
